using Durable.Testing;
using Npgsql;

namespace Durable.Embedded.Tests.PostgreSQL;

/// <summary>What a transaction step does in the application's database happens exactly once, whatever dies.</summary>
public sealed class TransactionStepTests : ApplicationDatabase
{
    private static readonly TransactionStepConfig s_patient = new()
    {
        Step = new() { RetryStrategy = RetryStrategy.Exponential(100, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)) },
    };

    [Fact]
    public async Task A_body_that_runs_again_finds_what_it_has_done()
    {
        await using var fixture = new PostgreSQLHostFixture();
        await fixture.InitializeAsync();
        var bodies = 0;
        await fixture.StartAsync(durable => durable.AddFunction<string?, string>("pay", (_, context) => context.TransactionStepAsync(
            Database,
            async (transaction, _, token) =>
            {
                var receipt = Invariant($"receipt {Interlocked.Increment(ref bodies)}");
                await PayAsync(transaction, context.ExecutionContext.ExecutionId, receipt, token);
                return receipt;
            },
            config: s_patient with { Schema = Schema })));

        // The transaction commits, and the host dies before the step is recorded.
        _ = fixture.Store.Hold(StoreRequestKind.Commit);
        var execution = await fixture.Client.StartAsync<string?>("pay", null, new StartOptions { Name = "p-1" });
        await WhenAsync($"count(*) = 1 FROM {Schema}.payments");
        await fixture.RestartAsync();

        Assert.Equal("receipt 1", await fixture.Clock.DriveAsync(fixture.Client.WaitForResultAsync<string>(execution.Id)));
        Assert.Equal(1, await CountPaymentsAsync());
        Assert.Equal(1, bodies);
    }

    [Fact]
    public async Task Whatever_connections_are_ended_each_execution_pays_once()
    {
        const int Executions = 60;
        var client = await ServeAsync(durable => durable.AddFunction<int, int>("pay", async (input, context) =>
        {
            await context.TransactionStepAsync(
                Database,
                (transaction, step, token) => PayAsync(transaction, context.ExecutionContext.ExecutionId, step.EffectId, token),
                "pay",
                s_patient with { Schema = Schema });
            return input;
        }));
        using var stop = new CancellationTokenSource();
        var terminations = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await TestPostgreSQL.TerminateHostsAsync(Schema);
                await Task.Delay(Random.Shared.Next(60));
            }
        });

        var results = Enumerable.Range(0, Executions).Select(async i => await (await client.StartAsync("pay", i)).WithResult<int>().WaitForResultAsync()).ToArray();
        await Task.WhenAny(Task.WhenAll(results), Task.Delay(TimeSpan.FromSeconds(10)));
        await stop.CancelAsync();
        await terminations;

        Assert.Equal(Enumerable.Range(0, Executions), await Task.WhenAll(results));
        Assert.Equal(Executions, await CountPaymentsAsync());
        Assert.Equal((long)Executions, await AsOwnerAsync($"SELECT count(DISTINCT execution) FROM {Schema}.payments"));
    }

    [Fact]
    public async Task At_whichever_message_the_connection_is_cut_each_execution_pays_once()
    {
        // An attempt has fewer messages: from the greeting to the commit's.
        const int Messages = 20;
        var described = new NpgsqlConnectionStringBuilder(Options.ConnectionString) { Pooling = false };
        var ports = Enumerable.Range(0, 2 * Messages).Select(i => new CuttingPort(described.Port, 1 + (i / 2), passesMessage: i % 2 == 1)).ToArray();
        var databases = ports.Select(port => NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(described.ConnectionString) { Host = "127.0.0.1", Port = port.Number }.ConnectionString)).ToArray();
        var attempts = new int[ports.Length];
        var client = await ServeAsync(durable => durable.AddFunction<int, string>("pay", (input, context) => context.TransactionStepAsync(
            databases[input],
            async (transaction, _, token) =>
            {
                var receipt = Invariant($"receipt {Interlocked.Increment(ref attempts[input])} of {input}");
                await PayAsync(transaction, context.ExecutionContext.ExecutionId, receipt, token);
                return receipt;
            },
            "pay",
            s_patient with { Schema = Schema })));

        var receipts = await Task.WhenAll(ports.Select(async (_, i) => await (await client.StartAsync("pay", i)).WithResult<string>().WaitForResultAsync()));

        // What the function knows is what was committed, and it was once, whichever attempt did.
        var paid = (string[])(await AsOwnerAsync($"SELECT array_agg(receipt) FROM {Schema}.payments"))!;
        Assert.Equal(receipts.Order(StringComparer.Ordinal), paid.Order(StringComparer.Ordinal));

        // Some were cut before they did anything, some in the middle, and one after its commit alone: it did not pay again.
        Assert.Contains(receipts, static receipt => receipt.StartsWith("receipt 2 ", StringComparison.Ordinal));
        Assert.True(ports[0].HasCut);
        Assert.False(ports[^1].HasCut);
        foreach (var (database, port) in databases.Zip(ports))
        {
            await database.DisposeAsync();
            await port.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_body_that_throws_leaves_nothing_and_is_retried()
    {
        var client = await ServeAsync(durable => durable.AddFunction<string?, int>("pay", (_, context) => context.TransactionStepAsync(
            Database,
            async (transaction, step, token) =>
            {
                await PayAsync(transaction, context.ExecutionContext.ExecutionId, "receipt", token);
                return step.AttemptNumber < 2 ? throw new TimeoutException() : step.AttemptNumber;
            },
            config: s_patient with { Schema = Schema })));

        Assert.Equal(2, await (await client.StartAsync<string?>("pay", null)).WithResult<int>().WaitForResultAsync());
        Assert.Equal(1, await CountPaymentsAsync());
    }

    [Fact]
    public async Task A_database_without_the_table_says_how_to_make_it()
    {
        var client = await ServeAsync(durable => durable.AddFunction<string?>("pay", (_, context) => context.TransactionStepAsync(
            Database, static (_, _, _) => Task.CompletedTask, config: new() { Schema = "nowhere", Step = new() { RetryStrategy = RetryStrategy.None } })));

        var ended = await (await client.StartAsync<string?>("pay", null)).WaitForCompletionAsync();

        Assert.Equal(ExecutionStatus.Failed, ended.Status);
        Assert.Contains("PostgreSQLEffects.Script", ended.Error!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_table_can_be_made_where_there_is_no_store_and_old_effects_go()
    {
        var schema = $"t_{Guid.NewGuid():N}";
        await AsOwnerAsync(PostgreSQLEffects.Script(schema));
        await AsOwnerAsync(PostgreSQLEffects.Script(schema));
        await AsOwnerAsync($"INSERT INTO {schema}.effects VALUES ('old', '1', now() - interval '3 days'), ('new', '1', now())");
        await using var owner = NpgsqlDataSource.Create(await TestPostgreSQL.OwnerConnectionStringAsync());

        Assert.Equal(1, await PostgreSQLEffects.DeleteAsync(owner, TimeProvider.System.GetUtcNow().AddDays(-1), schema));
        Assert.Equal("new", await AsOwnerAsync($"SELECT effect_id FROM {schema}.effects"));
    }
}
