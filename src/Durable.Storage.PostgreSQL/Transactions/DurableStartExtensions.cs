using Durable.Storage;
using Durable.Storage.PostgreSQL.Transactions;
using Npgsql;
using NpgsqlTypes;

namespace Durable;

/// <summary>Executions that are started by a transaction of the application: with its data, or not at all.</summary>
public static class DurableStartExtensions
{
    /// <summary>
    /// Asks for an execution in a transaction of the application, on the database that has the store. Once that has committed, a host starts it,
    /// within <see cref="PostgreSQLStoreOptions.StartsInterval"/>; when it rolls back, there is none.
    /// </summary>
    /// <typeparam name="TInput">Type of the input.</typeparam>
    /// <param name="client">A client.</param>
    /// <param name="transaction">The transaction.</param>
    /// <param name="functionName">A function of the hosts.</param>
    /// <param name="input">The input, at most 6 MiB serialized.</param>
    /// <param name="options">Name and such; a random name by default.</param>
    /// <param name="serializer">The function's serializer. Default: JSON.</param>
    /// <param name="schema">The store's schema.</param>
    /// <param name="cancellationToken">Cancels the statement.</param>
    /// <returns>A handle of the execution, which is not there yet.</returns>
    /// <exception cref="ArgumentException">A name, a label or the schema is not valid.</exception>
    /// <exception cref="PayloadSerializationException">The input is too large.</exception>
    /// <remarks>
    /// What only the host can know is said there: a name that another input has, or an input that the function does not take, leaves the row in the
    /// table <c>starts</c> with its <c>problem</c>, and a warning.
    /// </remarks>
    public static async Task<ExecutionHandle> StartInTransactionAsync<TInput>(
        this IDurableClient client,
        NpgsqlTransaction transaction,
        string functionName,
        TInput input,
        StartOptions? options = null,
        IPayloadSerializer? serializer = null,
        string schema = PostgreSQLStoreOptions.DefaultSchema,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(transaction);
        var id = new ExecutionId(functionName, options?.Name ?? Guid.NewGuid().ToString("N"));
        if (options?.FindProblem() is { } problem)
        {
            throw new ArgumentException(problem, nameof(options));
        }

        var payload = Payloads.Write(
            serializer ?? JsonPayloadSerializer.Default,
            input,
            new SerializationContext(id, null),
            DurableLimits.MaxExecutionPayloadBytes,
            new PayloadSubject("the input of function", functionName));
        await using var command = new NpgsqlCommand(
            $"INSERT INTO {SchemaName.Require(schema)}.starts (function, name, input, options) VALUES ($1, $2, $3, $4)", transaction.Connection, transaction)
        {
            Parameters =
            {
                new NpgsqlParameter<string> { TypedValue = id.FunctionName, NpgsqlDbType = NpgsqlDbType.Text },
                new NpgsqlParameter<string> { TypedValue = id.Name, NpgsqlDbType = NpgsqlDbType.Text },
                new NpgsqlParameter<string?> { TypedValue = payload, NpgsqlDbType = NpgsqlDbType.Text },
                new NpgsqlParameter<string> { TypedValue = AskedStart.Write(options), NpgsqlDbType = NpgsqlDbType.Jsonb },
            },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
        return client.GetHandle(id);
    }
}
