using Durable.Storage.PostgreSQL.Connections;
using Durable.Storage.Shared;
using Npgsql;

namespace Durable.Storage.PostgreSQL.Reading;

/// <summary>Reads pages of heads.</summary>
internal sealed class ListReader(DatabaseConnections connections, HeadRow row, string schema)
{
    private readonly ListStatement _statement = new(schema);

    /// <exception cref="ArgumentException">The marker is not one of this store's.</exception>
    public async Task<HeadPage> ReadAsync(NpgsqlConnection connection, ExecutionQuery query, long nowMs, CancellationToken cancellationToken)
    {
        await using var command = _statement.Prepare(connection, query, nowMs);
        command.CommandTimeout = connections.StatementSeconds;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var heads = new List<ExecutionHead>();
        var usages = new List<StorageUsage>();
        RowMarker? last = null;
        var rows = 0;
        while (await reader.ReadAsync(cancellationToken))
        {
            if (++rows > query.PageSize)
            {
                return new HeadPage(heads, last.ToString()) { Usages = usages };
            }

            if (TryRead(reader) is { } head)
            {
                heads.Add(head);
                usages.Add(HeadRow.Usage(reader));
            }

            last = new RowMarker(HeadRow.StartedAtMs(reader), HeadRow.Id(reader));
        }

        return new HeadPage(heads, NextMarker: null) { Usages = usages };
    }

    // One that is damaged is left out, so that the others can be listed; asked for by its name, it says what is wrong.
    private ExecutionHead? TryRead(NpgsqlDataReader reader)
    {
        try
        {
            return row.Read(reader);
        }
        catch (CheckpointStoreException)
        {
            return null;
        }
    }
}
