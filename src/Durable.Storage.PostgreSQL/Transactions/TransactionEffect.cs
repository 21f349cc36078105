using Npgsql;
using NpgsqlTypes;

namespace Durable.Storage.PostgreSQL.Transactions;

/// <summary>The body of a transaction step: the application's writes and the record that they were made, in one transaction.</summary>
internal sealed class TransactionEffect<T>(
    NpgsqlDataSource dataSource, TransactionStepConfig config, ExecutionId execution, Func<NpgsqlTransaction, IStepContext, CancellationToken, Task<T>> func)
{
    private readonly string _table = $"{SchemaName.Require(config.Schema)}.effects";
    private readonly IPayloadSerializer _serializer = config.Step.Serializer ?? JsonPayloadSerializer.Default;

    public async Task<T> RunAsync(IStepContext step, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(config.IsolationLevel, cancellationToken);
        var place = new SerializationContext(execution, step.OperationId);
        if (!await TryBeginAsync(transaction, step.EffectId, cancellationToken))
        {
            return _serializer.Deserialize<T>(await ReadAsync(transaction, step.EffectId, cancellationToken), place);
        }

        var result = await func(transaction, step, cancellationToken);
        await EndAsync(transaction, step.EffectId, _serializer.Serialize(result, place), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return result;
    }

    // Waits for whoever is doing it right now, and then knows whether it was done.
    private async Task<bool> TryBeginAsync(NpgsqlTransaction transaction, string effectId, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = Command(transaction, $"INSERT INTO {_table} (effect_id) VALUES ($1) ON CONFLICT DO NOTHING", effectId);
            return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
        }
        catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName)
        {
            throw new InvalidOperationException(
                $"The database of the transaction step has no table '{_table}'. Run what {nameof(PostgreSQLEffects)}.{nameof(PostgreSQLEffects.Script)} returns there, "
                + $"or name the schema that has it in {nameof(TransactionStepConfig)}.{nameof(TransactionStepConfig.Schema)}.",
                exception);
        }
    }

    private async Task<string> ReadAsync(NpgsqlTransaction transaction, string effectId, CancellationToken cancellationToken)
    {
        await using var command = Command(transaction, $"SELECT result FROM {_table} WHERE effect_id = $1", effectId);
        return (string)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private async Task EndAsync(NpgsqlTransaction transaction, string effectId, string result, CancellationToken cancellationToken)
    {
        await using var command = Command(transaction, $"UPDATE {_table} SET result = $2 WHERE effect_id = $1", effectId);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = result, NpgsqlDbType = NpgsqlDbType.Text });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlCommand Command(NpgsqlTransaction transaction, string sql, string effectId) => new(sql, transaction.Connection, transaction)
    {
        Parameters = { new NpgsqlParameter<string> { TypedValue = effectId, NpgsqlDbType = NpgsqlDbType.Text } },
    };
}
