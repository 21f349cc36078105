using Durable.Storage.PostgreSQL.Connections;
using Npgsql;

namespace Durable.Storage.PostgreSQL.Writing;

/// <summary>Sends a group to the database: one round trip, one transaction and one wait for the disk.</summary>
internal sealed class WriteStatements(DatabaseConnections connections, TimeProvider timeProvider, string schema)
{
    private readonly CreateStatement _create = new(schema);
    private readonly CommitStatement _commit = new(schema);

    /// <summary>Prepares a connection for the groups to come.</summary>
    public async Task OpenAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (connections.Pooler == PoolerMode.None)
        {
            await using var command = new NpgsqlCommand(WriterSettings.OfSession, connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    /// <summary>Carries a group out, and notes in each request whether it was done.</summary>
    public async Task ExecuteAsync(NpgsqlConnection connection, WriteGroup group)
    {
        // What an earlier try was told went with its transaction.
        foreach (var request in group.All)
        {
            request.Undo();
        }

        await using var batch = new NpgsqlBatch(connection) { Timeout = connections.StatementSeconds };
        var isPooled = connections.Pooler == PoolerMode.Transaction;
        if (isPooled)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(WriterSettings.OfTransaction));
        }

        if (group.Creates.Count > 0)
        {
            batch.BatchCommands.Add(_create.Command(group.Creates));
        }

        if (group.Commits.Count > 0)
        {
            batch.BatchCommands.Add(_commit.Command(group.Commits, timeProvider.GetUtcNow().ToUnixTimeMilliseconds()));
        }

        if (!isPooled)
        {
            // Planning takes longer than running. What is prepared stays with the connection, by its text.
            await batch.PrepareAsync();
        }

        await using var reader = await batch.ExecuteReaderAsync();
        if (isPooled)
        {
            await reader.NextResultAsync();
        }

        await NoteAsync(reader, group.Creates);
        await NoteAsync(reader, group.Commits);
    }

    private static async Task NoteAsync<TRequest>(NpgsqlDataReader reader, List<TRequest> requests)
        where TRequest : WriteRequest
    {
        if (requests.Count == 0)
        {
            return;
        }

        while (await reader.ReadAsync())
        {
            requests[(int)reader.GetInt64(0) - 1].Done(reader.GetInt32(1));
        }

        await reader.NextResultAsync();
    }
}
