using System.Globalization;
using Durable.Testing;

namespace Durable.Storage.Tests.DynamoDB;

/// <summary>The table of costs in docs/dynamodb.md is what is measured.</summary>
public sealed class DocumentedCostTests : DynamoDBStoreFixture
{
    private DynamoDBCheckpointStore _store = null!;
    private StorageUsage _before;

    public static TheoryData<string> Actions => [.. Documented().Keys];

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();

        // About as long as people make them.
        Options.KeyPrefix = $"{Guid.NewGuid():N}"[..6];
        _store = Open();
    }

    [Fact]
    public void Every_action_that_is_measured_is_documented() => Assert.Equal(15, Documented().Count);

    [Theory]
    [MemberData(nameof(Actions))]
    public async Task An_action_costs_what_the_documentation_says(string action)
    {
        var head = SampleHeads.New(Now);
        if (!action.StartsWith("start", StringComparison.Ordinal))
        {
            Assert.Null(await _store.CreateAsync(head));
        }

        _before = _store.TotalUsage;
        await RunAsync(action, head);

        Assert.Equal(WithoutBytes(_before) + Documented()[action], WithoutBytes(_store.TotalUsage));
    }

    private async Task RunAsync(string action, ExecutionHead head)
    {
        switch (action)
        {
            case "start":
                Assert.Null(await _store.CreateAsync(head));
                break;
            case "start with a business key":
                Assert.Null(await _store.CreateAsync(head with { BusinessKey = "order 42" }));
                break;
            case "list of a business key with one execution":
                var labelled = SampleHeads.New(Now) with { BusinessKey = "order 42" };
                Assert.Null(await _store.CreateAsync(labelled));
                _before = _store.TotalUsage;
                Assert.Single((await _store.ListAsync(new ExecutionQuery { BusinessKey = "order 42" })).Heads);
                break;
            case "checkpoint":
                await CommitAsync(head.Next(), new byte[250]);
                break;
            case "resume of any number of branches that come due together":
                await CommitAsync(head.Next(), Utf8("{\"w\":1768474800123}"));
                break;
            case "checkpoint of 64 KB that neither fits nor compresses":
                await CommitAsync(head.Next(), Noise(64_000));
                break;
            case "suspension that hibernates":
                await CommitAsync(head.Next() with { WakeUp = new WakeUp(Now.AddDays(1), WakeUpKind.Timer) }, new byte[100]);
                break;
            case "renewal of a lease":
                await CommitAsync(head.Next() with { WakeUp = new WakeUp(Now.AddDays(1), WakeUpKind.Lease) }, default);
                break;
            case "continue as new":
                await ContinueAsync(head);
                break;
            case "continue as new after a run with 64 KB in a segment":
                head = head.Next();
                await CommitAsync(head, Noise(64_000));
                _before = _store.TotalUsage;
                await ContinueAsync(head);
                break;
            case "end":
                await CommitAsync(head.Ended(Now), new byte[220]);
                break;
            case "load for a replay":
                Assert.NotNull(await _store.LoadAsync(head.Id));
                break;
            case "read of the head":
                Assert.NotNull(await _store.ReadHeadAsync(head.Id, includeData: true));
                break;
            case "look for due executions in a shard":
                Assert.Single(await _store.ReadDueAsync(new DueQuery
                {
                    Shard = WakeUpShards.Of(head.Id),
                    Kind = WakeUpKind.Lease,
                    Until = DateTimeOffset.MaxValue,
                }));
                break;
            case "list of a function with one execution":
                Assert.Single((await _store.ListAsync(new ExecutionQuery { FunctionName = head.Id.FunctionName })).Heads);
                break;
            default:
                Assert.Fail($"Nobody knows how to do this: {action}");
                break;
        }
    }

    private async Task ContinueAsync(ExecutionHead head)
    {
        var next = head.Next() with { RunId = SampleHeads.UniqueText(), Continuation = new Continuation(2, head.RunId, head.StartedAt, new string('f', 32)) };
        Assert.True(await _store.CommitAsync(new Checkpoint(next, default) { EndedRunId = head.RunId }));
        await _store.DisposeAsync();
    }

    private new async Task CommitAsync(ExecutionHead head, ReadOnlyMemory<byte> records) =>
        Assert.True(await _store.CommitAsync(new Checkpoint(head, records)));

    private static Dictionary<string, StorageUsage> Documented() => File
        .ReadLines(Path.Combine(AppContext.BaseDirectory, "DynamoDB", "dynamodb.md"))
        .SkipWhile(static line => !line.StartsWith("| Action | Requests |", StringComparison.Ordinal))
        .Skip(2)
        .TakeWhile(static line => line.StartsWith('|'))
        .Select(static line => line.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        .ToDictionary(
            static cells => cells[0],
            static cells => new StorageUsage(long.Parse(cells[1]), Number(cells[2]), Number(cells[3]), Number(cells[4])),
            StringComparer.Ordinal);

    private static double Number(string cell) => double.Parse(cell, CultureInfo.InvariantCulture);
}
