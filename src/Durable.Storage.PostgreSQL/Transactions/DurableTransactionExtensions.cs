using Durable.Storage.PostgreSQL.Transactions;
using Npgsql;

namespace Durable;

/// <summary>Steps that commit together with the application's own data in PostgreSQL.</summary>
public static class DurableTransactionExtensions
{
    /// <summary>
    /// Runs <paramref name="func"/> in a transaction of a database of the application, which also records that it was done: in that database it
    /// happens exactly once, however often the body has to run again.
    /// </summary>
    /// <typeparam name="T">Type of the result; it must survive the serializer.</typeparam>
    /// <param name="context">The context.</param>
    /// <param name="dataSource">
    /// The application's database. It has the table <c>effects</c>: in the store's own schema, or made by what
    /// <see cref="PostgreSQLEffects.Script"/> returns.
    /// </param>
    /// <param name="func">
    /// The body. What it does outside of the transaction may happen more than once. It neither commits nor rolls back; when it throws, all is rolled
    /// back and the retry strategy decides.
    /// </param>
    /// <param name="name">Shown in history; 1 to 256 printable ASCII characters.</param>
    /// <param name="config">Retries, serializer, schema and isolation.</param>
    /// <param name="cancellationToken">Linked into the token that the body receives.</param>
    /// <exception cref="StepException">The step failed and its retry strategy gave up.</exception>
    public static Task<T> TransactionStepAsync<T>(
        this IDurableContext context,
        NpgsqlDataSource dataSource,
        Func<NpgsqlTransaction, IStepContext, CancellationToken, Task<T>> func,
        string? name = null,
        TransactionStepConfig? config = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(dataSource);
        ArgumentNullException.ThrowIfNull(func);
        config ??= new TransactionStepConfig();
        var effect = new TransactionEffect<T>(dataSource, config, context.ExecutionContext.ExecutionId, func);
        return context.StepAsync(effect.RunAsync, name, config.Step, cancellationToken);
    }

    /// <inheritdoc cref="TransactionStepAsync{T}"/>
    public static Task TransactionStepAsync(
        this IDurableContext context,
        NpgsqlDataSource dataSource,
        Func<NpgsqlTransaction, IStepContext, CancellationToken, Task> func,
        string? name = null,
        TransactionStepConfig? config = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(func);
        return context.TransactionStepAsync<object?>(
            dataSource,
            async (transaction, step, token) =>
            {
                await func(transaction, step, token);
                return null;
            },
            name,
            config,
            cancellationToken);
    }
}
