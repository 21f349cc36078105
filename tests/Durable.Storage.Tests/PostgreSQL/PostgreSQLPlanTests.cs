using Durable.Storage.PostgreSQL.Connections;
using Durable.Storage.PostgreSQL.Reading;
using Durable.Storage.PostgreSQL.Writing;
using Durable.Testing;
using Npgsql;

namespace Durable.Storage.Tests.PostgreSQL;

/// <summary>On a million executions every statement goes by an index, and checkpoints stay in their pages.</summary>
[Collection(QuietDatabaseCollection.Name)]
public sealed class PostgreSQLPlanTests : PostgreSQLStoreFixture
{
    private const int Executions = 1_000_000;
    private const long NowMs = 1_800_000_000_000;

    [Fact]
    public async Task Every_statement_goes_by_an_index()
    {
        await FillAsync();
        await using var connections = DatabaseConnections.Create(Options, dataSource: null);
        await using var connection = await connections.OpenAsync(CancellationToken.None);
        await new WriteStatements(connections, TimeProvider.System, Schema).OpenAsync(connection, CancellationToken.None);
        var writes = new Dictionary<string, NpgsqlBatchCommand>
        {
            ["create"] = new CreateStatement(Schema).Command([new CreateRequest(1, SampleHeads.New(Now)), new CreateRequest(2, SampleHeads.New(Now))]),
            ["expired"] = new DeletionStatement(Schema).Expired(NowMs, 500),
            ["expired of a name"] = new DeletionStatement(Schema).One(NowMs, new ExecutionId("f-3", "e-3")),
            ["commit"] = new CommitStatement(Schema).Command([new CommitRequest(new Checkpoint(SampleHeads.New(Now).Next(), Utf8("records")))], NowMs),
        };
        foreach (var (what, write) in writes)
        {
            AssertIndexed(what, await PlanAsync(connection, write.CommandText, write.Parameters));
        }

        // Reads have the planner that everybody has.
        await using var plain = new NpgsqlConnection(Options.ConnectionString);
        await plain.OpenAsync();
        foreach (var (what, command) in Reads(connections, plain))
        {
            AssertIndexed(what, await PlanAsync(plain, command.CommandText, command.Parameters));
        }
    }

    [Fact]
    public async Task Checkpoints_change_no_index_and_find_room_in_their_pages()
    {
        var heads = await Task.WhenAll(Enumerable.Range(0, 500).Select(i => CreateAsync(SampleHeads.New(Now, name: $"e-{i}"))));
        for (var round = 0; round < 20; round++)
        {
            heads = await Task.WhenAll(heads.Select(async head =>
            {
                var next = head.Next();
                Assert.True(await Store.CommitAsync(new Checkpoint(next, Utf8("records"))));
                return next;
            }));
        }

        // A session tells its numbers when it is idle, or ends.
        await Store.DisposeAsync();
        string Statistic(string column) => $"SELECT {column} FROM pg_stat_user_tables WHERE schemaname = '{Schema}' AND relname = 'heads'";
        while ((long)(await AsOwnerAsync(Statistic("n_tup_upd")))! < 10_000)
        {
            await Task.Delay(50);
        }

        Assert.InRange((long)(await AsOwnerAsync(Statistic("n_tup_hot_upd")))!, 9_500, 10_000);
        Assert.Equal(0L, await AsOwnerAsync($"SELECT n_tup_upd FROM pg_stat_user_tables WHERE schemaname = '{Schema}' AND relname = 'executions'"));
    }

    private static async Task<string> PlanAsync(NpgsqlConnection connection, string sql, NpgsqlParameterCollection parameters)
    {
        await using var explain = new NpgsqlCommand($"EXPLAIN {sql}", connection);
        foreach (NpgsqlParameter parameter in parameters)
        {
            explain.Parameters.Add(parameter.Clone());
        }

        await using var reader = await explain.ExecuteReaderAsync();
        var plan = new List<string>();
        while (await reader.ReadAsync())
        {
            plan.Add(reader.GetString(0));
        }

        return string.Join('\n', plan);
    }

    private static void AssertIndexed(string what, string plan) =>
        Assert.False(plan.Contains("Seq Scan", StringComparison.Ordinal), $"{what}:\n{plan}");

    private IEnumerable<(string What, NpgsqlCommand Command)> Reads(DatabaseConnections connections, NpgsqlConnection connection)
    {
        var executions = new ExecutionReader(connections, new Durable.Storage.PostgreSQL.Reading.HeadRow(connections.Failures), Schema);
        var id = new ExecutionId("f-3", "e-3");
        yield return ("head", executions.HeadCommand(connection, id, includeData: false, NowMs));
        yield return ("head with data", executions.HeadCommand(connection, id, includeData: true, NowMs));
        var log = executions.LogCommand(id);
        var read = new NpgsqlCommand(log.CommandText, connection);
        foreach (NpgsqlParameter parameter in log.Parameters)
        {
            read.Parameters.Add(parameter.Clone());
        }

        yield return ("log", read);
        var due = new DueReader(connections, Schema);
        yield return ("due", due.Command(connection, new DueQuery { Until = Now }, NowMs));
        yield return ("due of a shard and kind", due.Command(connection, new DueQuery { Until = Now, Shard = 7, Kind = WakeUpKind.Timer }, NowMs));
        var lists = new ListStatement(Schema);
        ExecutionQuery[] queries =
        [
            new(),
            new() { OldestFirst = true },
            new() { FunctionName = "f-3" },
            new() { FunctionName = "f-3", Statuses = [ExecutionStatus.Failed] },
            new() { Statuses = [ExecutionStatus.Running, ExecutionStatus.Failed] },
            new() { FunctionName = "f-3", Name = "e-3" },
            new() { Name = "e-3" },
            new() { BusinessKey = "key-7" },
            new() { BusinessKey = "key-7", FunctionName = "f-3", Name = "e-3", Statuses = [ExecutionStatus.Running] },
            new() { Tags = new Dictionary<string, string> { ["rare"] = "yes" } },
            new() { StartedAfter = Now, StartedBefore = Now.AddDays(1), Marker = "1700000000000.5" },
        ];
        foreach (var query in queries)
        {
            yield return ($"{query}", lists.Prepare(connection, query, NowMs));
        }
    }

    // As many as there are after weeks: nearly all have ended, some expire soon, few run.
    private async Task FillAsync()
    {
        await AsOwnerAsync($$"""
            INSERT INTO {{Schema}}.executions (id, function, name, status, started_at, ended_at, expires_at, holds, business_key, tags)
            SELECT i, 'f-' || i % 10, 'e-' || i, CASE WHEN i % 1000 = 0 THEN 0 WHEN i % 500 = 1 THEN 2 ELSE 1 END, 1700000000000 + i, 1700000000000 + i,
                CASE WHEN i % 1000 = 0 THEN NULL ELSE 1790000000000 + i::bigint * 20000 END, 2,
                CASE WHEN i % 10 = 0 THEN 'key-' || i % 10000 END, CASE WHEN i % 5000 = 0 THEN '{"rare": "yes"}'::jsonb END
            FROM generate_series(1, {{Executions}}) i;
            INSERT INTO {{Schema}}.heads SELECT i, 'run', 2, 'commit', '1', 1, 1, 1, 1, NULL, NULL, 2, 2, 2 FROM generate_series(1, {{Executions}}) i;
            INSERT INTO {{Schema}}.wakes SELECT i, i / 1000 % 64, i / 1000 % 2, 1700000000000 + i FROM generate_series(1000, {{Executions}}, 1000) i;
            INSERT INTO {{Schema}}.log SELECT i, 2, 10, '\x0000' FROM generate_series(1, {{Executions}}) i;
            INSERT INTO {{Schema}}.payloads SELECT i, 1, '\x0000' FROM generate_series(1, {{Executions}}) i;
            """);
        foreach (var table in (string[])["executions", "heads", "wakes", "log", "payloads"])
        {
            await AsOwnerAsync($"ANALYZE {Schema}.{table}");
        }
    }
}
