using Durable.Storage.Native;
using Durable.Storage.Shared;

namespace Durable.Storage.Reading;

/// <summary>A connection that only reads: it sees every completed commit, waits for nobody, and nobody waits for it.</summary>
/// <remarks>After an exception it may be in the middle of something and is to be closed.</remarks>
internal sealed class ReadConnection : IDisposable
{
    private const string ById = "FROM executions WHERE function = ?1 AND name = ?2 AND (expires_at IS NULL OR expires_at > ?3)";

    // The first row of a log is the input.
    private const long InputVersion = 1;

    private static readonly long s_firstMs = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly long s_lastMs = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    private readonly Database _database;
    private readonly Statement _begin;
    private readonly Statement _end;
    private readonly Statement _head;
    private readonly Statement _headWithData;
    private readonly Statement _segments;
    private readonly Statement _part;
    private readonly Statement _due;
    private readonly Statement _next;

    public ReadConnection(Database database)
    {
        _database = database;
        _begin = database.Prepare("BEGIN");
        _end = database.Prepare("COMMIT");
        _head = database.Prepare($"SELECT {HeadRow.Columns} {ById}");
        _headWithData = database.Prepare($"SELECT {HeadRow.ColumnsWithData} {ById}");
        _segments = database.Prepare("SELECT records FROM log WHERE execution = ?1 AND version > 1 ORDER BY version");
        _part = database.Prepare("SELECT version, records FROM log WHERE execution = ?1 AND version > ?2 AND version <= ?3 ORDER BY version");
        _due = WakeUps("<=");
        _next = WakeUps(">");

        Statement WakeUps(string comparison) => database.Prepare($"""
            SELECT function, name, wake_at, wake_kind FROM executions
            WHERE wake_at {comparison} ?1 AND (?2 IS NULL OR wake_shard = ?2) AND (?3 IS NULL OR wake_kind = ?3)
                AND (expires_at IS NULL OR expires_at > ?4)
            ORDER BY wake_at LIMIT ?5
            """);
    }

    public StoredExecution? Load(ExecutionId id, long nowMs)
    {
        // Head and segments of one moment.
        _begin.Execute();
        StoredExecution? execution = null;
        Bind(_headWithData, id, nowMs);
        if (_headWithData.Step())
        {
            execution = new StoredExecution(HeadRow.ReadWithData(_headWithData), ReadSegments(HeadRow.Id(_headWithData)));
            _headWithData.Reset();
        }

        _end.Execute();
        return execution;
    }

    public LogPart? ReadLog(LogQuery query, long nowMs)
    {
        _begin.Execute();
        LogPart? part = null;
        var head = query.IncludeData ? _headWithData : _head;
        Bind(head, query.Id, nowMs);
        if (head.Step())
        {
            part = ReadPart(query.IncludeData ? HeadRow.ReadWithData(head) : HeadRow.Read(head), HeadRow.Id(head), query);
            head.Reset();
        }

        _end.Execute();
        return part;
    }

    public ExecutionHead? ReadHead(ExecutionId id, bool includeData, long nowMs)
    {
        var statement = includeData ? _headWithData : _head;
        Bind(statement, id, nowMs);
        if (!statement.Step())
        {
            return null;
        }

        var head = includeData ? HeadRow.ReadWithData(statement) : HeadRow.Read(statement);
        statement.Reset();
        return head;
    }

    public IReadOnlyList<DueExecution> ReadDue(DueQuery query, long nowMs)
    {
        var due = new List<DueExecution>();
        ReadWakeUps(_due, query, query.Limit, nowMs, due);
        if (query.AndNext && due.Count < query.Limit)
        {
            ReadWakeUps(_next, query, limit: 1, nowMs, due);
        }

        return due;
    }

    public HeadPage List(ExecutionQuery query, long nowMs)
    {
        using var statement = ListStatement.Prepare(_database, query, nowMs);
        var heads = new List<ExecutionHead>();
        RowMarker? last = null;
        var rows = 0;
        while (statement.Step())
        {
            if (++rows > query.PageSize)
            {
                return new HeadPage(heads, last.ToString());
            }

            if (TryRead(statement) is { } head)
            {
                heads.Add(head);
            }

            last = new RowMarker(HeadRow.StartedAtMs(statement), HeadRow.Id(statement));
        }

        return new HeadPage(heads, NextMarker: null);
    }

    public void Dispose() => _database.Dispose();

    // One that is damaged is left out, so that the others can be listed; asked for by its name, it says what is wrong.
    private static ExecutionHead? TryRead(Statement row)
    {
        try
        {
            return HeadRow.Read(row);
        }
        catch (CheckpointStoreException)
        {
            return null;
        }
    }

    private static void ReadWakeUps(Statement statement, DueQuery query, int limit, long nowMs, List<DueExecution> found)
    {
        statement.Bind(1, query.Until.ToUnixTimeMilliseconds());
        statement.Bind(2, query.Shard);
        statement.Bind(3, (long?)query.Kind);
        statement.Bind(4, nowMs);
        statement.Bind(5, limit);
        while (statement.Step())
        {
            // Of a damaged row nobody could be woken, and the others must be.
            if (ExecutionId.TryParse($"{statement.Text(0)}/{statement.Text(1)}", out var id))
            {
                var at = Math.Clamp(statement.Int64(2), s_firstMs, s_lastMs);
                found.Add(new DueExecution(id, new WakeUp(DateTimeOffset.FromUnixTimeMilliseconds(at), (WakeUpKind)statement.Int64(3))));
            }
        }
    }

    private static void Bind(Statement statement, ExecutionId id, long nowMs)
    {
        statement.Bind(1, id.FunctionName);
        statement.Bind(2, id.Name);
        statement.Bind(3, nowMs);
    }

    private LogPart ReadPart(ExecutionHead head, long row, LogQuery query)
    {
        var segments = new List<LogSegment>();
        _part.Bind(1, row);
        _part.Bind(2, Math.Max(query.After, InputVersion));
        _part.Bind(3, query.Through);
        var bytes = 0L;
        while (_part.Step())
        {
            if (segments.Count > 0 && bytes >= query.MaxBytes)
            {
                _part.Reset();
                return new LogPart(head, segments, HasMore: true);
            }

            segments.Add(new LogSegment(_part.Int64(0), _part.Bytes(1).ToArray()));
            bytes += segments[^1].Records.Length;
        }

        return new LogPart(head, segments, HasMore: false);
    }

    private List<ReadOnlyMemory<byte>> ReadSegments(long row)
    {
        var segments = new List<ReadOnlyMemory<byte>>();
        _segments.Bind(1, row);
        while (_segments.Step())
        {
            segments.Add(_segments.Bytes(0).ToArray());
        }

        return segments;
    }
}
