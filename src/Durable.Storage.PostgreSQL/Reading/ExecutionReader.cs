using Durable.Storage.PostgreSQL.Connections;
using Npgsql;
using NpgsqlTypes;

namespace Durable.Storage.PostgreSQL.Reading;

/// <summary>Reads one execution: its head, its data and its log.</summary>
internal sealed class ExecutionReader
{
    // Of a part of a log, so many segments' sizes are looked at to find out where it ends.
    private const int MaxSegmentsOfPart = 4096;

    // Head and log of one moment.
    private const string Begin = "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY";
    private const string End = "COMMIT";

    private readonly DatabaseConnections _connections;
    private readonly HeadRow _row;
    private readonly string _head;
    private readonly string _headWithData;
    private readonly string _log;
    private readonly string _sizes;
    private readonly string _part;

    public ExecutionReader(DatabaseConnections connections, HeadRow row, string schema)
    {
        _connections = connections;
        _row = row;
        var living = $"FROM {schema}.executions e JOIN {schema}.heads h ON h.id = e.id WHERE e.function = $1 AND e.name = $2 AND (e.expires_at IS NULL OR e.expires_at > $3)";
        _head = $"SELECT {HeadRow.Columns} {living}";
        _headWithData = $"SELECT {HeadRow.ColumnsWithData(schema)} {living}";
        _log = $"SELECT l.records FROM {schema}.executions e JOIN {schema}.log l ON l.id = e.id WHERE e.function = $1 AND e.name = $2 ORDER BY l.version";
        _sizes = $"SELECT version, bytes FROM {schema}.log WHERE id = $1 AND version > $2 AND version <= $3 ORDER BY version LIMIT {MaxSegmentsOfPart + 1}";
        _part = $"SELECT version, records FROM {schema}.log WHERE id = $1 AND version > $2 AND version <= $3 ORDER BY version";
    }

    public async Task<StoredExecution?> LoadAsync(NpgsqlConnection connection, ExecutionId id, long nowMs, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection) { Timeout = _connections.StatementSeconds };
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Begin));
        batch.BatchCommands.Add(OfExecution(new NpgsqlBatchCommand(_headWithData), id, nowMs));
        batch.BatchCommands.Add(LogCommand(id));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(End));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var head = await reader.ReadAsync(cancellationToken) ? _row.ReadWithData(reader) : null;
        await reader.NextResultAsync(cancellationToken);
        if (head is null)
        {
            return null;
        }

        var segments = new List<ReadOnlyMemory<byte>>();
        while (await reader.ReadAsync(cancellationToken))
        {
            segments.Add(Records(reader, 0, id));
        }

        return new StoredExecution(head, segments);
    }

    public async Task<ExecutionHead?> ReadHeadAsync(NpgsqlConnection connection, ExecutionId id, bool includeData, long nowMs, CancellationToken cancellationToken)
    {
        await using var command = HeadCommand(connection, id, includeData, nowMs);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? Read(reader, includeData) : null;
    }

    public async Task<StorageUsage?> ReadUsageAsync(NpgsqlConnection connection, ExecutionId id, long nowMs, CancellationToken cancellationToken)
    {
        await using var command = HeadCommand(connection, id, includeData: false, nowMs);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? HeadRow.Usage(reader) : null;
    }

    public async Task<LogPart?> ReadLogAsync(NpgsqlConnection connection, LogQuery query, long nowMs, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellationToken);
        if (await FindAsync(connection, query, nowMs, cancellationToken) is not var (row, head))
        {
            return null;
        }

        var (last, hasMore) = await EndOfPartAsync(connection, row, query, cancellationToken);
        return new LogPart(head, last is { } through ? await ReadPartAsync(connection, row, query, through, cancellationToken) : [], hasMore);
    }

    /// <summary>The statement that reads a whole log.</summary>
    internal NpgsqlBatchCommand LogCommand(ExecutionId id)
    {
        var command = new NpgsqlBatchCommand(_log);
        AddName(command.Parameters, id);
        return command;
    }

    private static NpgsqlBatchCommand OfExecution(NpgsqlBatchCommand command, ExecutionId id, long nowMs)
    {
        AddName(command.Parameters, id);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = nowMs });
        return command;
    }

    private static void AddName(NpgsqlParameterCollection parameters, ExecutionId id)
    {
        parameters.Add(new NpgsqlParameter<string> { TypedValue = id.FunctionName, NpgsqlDbType = NpgsqlDbType.Text });
        parameters.Add(new NpgsqlParameter<string> { TypedValue = id.Name, NpgsqlDbType = NpgsqlDbType.Text });
    }

    /// <summary>The statement that reads a head.</summary>
    internal NpgsqlCommand HeadCommand(NpgsqlConnection connection, ExecutionId id, bool includeData, long nowMs)
    {
        var command = new NpgsqlCommand(includeData ? _headWithData : _head, connection) { CommandTimeout = _connections.StatementSeconds };
        AddName(command.Parameters, id);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = nowMs });
        return command;
    }

    private ExecutionHead Read(NpgsqlDataReader reader, bool includeData) => includeData ? _row.ReadWithData(reader) : _row.Read(reader);

    private async Task<(long Row, ExecutionHead Head)?> FindAsync(NpgsqlConnection connection, LogQuery query, long nowMs, CancellationToken cancellationToken)
    {
        await using var command = HeadCommand(connection, query.Id, query.IncludeData, nowMs);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? (HeadRow.Id(reader), Read(reader, query.IncludeData)) : null;
    }

    private async Task<(long? Last, bool HasMore)> EndOfPartAsync(NpgsqlConnection connection, long row, LogQuery query, CancellationToken cancellationToken)
    {
        await using var command = PartCommand(connection, _sizes, row, query.After, query.Through);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        long? last = null;
        var bytes = 0L;
        for (var segments = 0; await reader.ReadAsync(cancellationToken); segments++)
        {
            if (segments > 0 && (bytes >= query.MaxBytes || segments == MaxSegmentsOfPart))
            {
                return (last, true);
            }

            last = reader.GetInt64(0);
            bytes += reader.GetInt32(1);
        }

        return (last, false);
    }

    private async Task<List<LogSegment>> ReadPartAsync(NpgsqlConnection connection, long row, LogQuery query, long through, CancellationToken cancellationToken)
    {
        await using var command = PartCommand(connection, _part, row, query.After, through);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var segments = new List<LogSegment>();
        while (await reader.ReadAsync(cancellationToken))
        {
            segments.Add(new LogSegment(reader.GetInt64(0), Records(reader, 1, query.Id)));
        }

        return segments;
    }

    private NpgsqlCommand PartCommand(NpgsqlConnection connection, string sql, long row, long after, long through) => new(sql, connection)
    {
        CommandTimeout = _connections.StatementSeconds,
        Parameters = { new NpgsqlParameter<long> { TypedValue = row }, new NpgsqlParameter<long> { TypedValue = after }, new NpgsqlParameter<long> { TypedValue = through } },
    };

    private byte[] Records(NpgsqlDataReader reader, int column, ExecutionId id)
    {
        try
        {
            return StoredBytes.Decode(reader.GetFieldValue<byte[]>(column));
        }
        catch (FormatException exception)
        {
            throw _connections.Failures.Damaged($"The log of execution '{id}'", exception);
        }
    }
}
