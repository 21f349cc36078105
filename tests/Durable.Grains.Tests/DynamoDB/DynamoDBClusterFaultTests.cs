using Durable.Storage;
using Durable.Testing;

namespace Durable.Grains.Tests.DynamoDB;

/// <summary>Requests of a cluster to DynamoDB fail, before or after they were carried out; no function may see that.</summary>
public sealed class DynamoDBClusterFaultTests : HostContract<DynamoDBClusterHostFixture>
{
    private const int Branches = 5;

    private static readonly Dictionary<string, Func<StoreFault>> s_faults = new()
    {
        ["transient, not carried out"] = static () => StoreFault.FailBefore(),
        ["unknown, not carried out"] = static () => StoreFault.FailBefore(StoreFailure.UnknownOutcome),
        ["unknown, carried out"] = static () => StoreFault.FailAfter(),
        ["fatal, not carried out"] = static () => StoreFault.FailBefore(StoreFailure.Fatal),
    };

    public static TheoryData<string> Faults => [.. s_faults.Keys];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_map_comes_to_the_right_result_whatever_becomes_of_its_commits(string fault)
    {
        await ServeAsync(static async context =>
        {
            var branches = await context.MapAsync(Enumerable.Range(0, Branches).ToArray(), async (branch, item, _, _, token) =>
            {
                var before = await branch.StepAsync((_, _) => Task.FromResult(item), cancellationToken: token);
                await branch.WaitAsync(TimeSpan.FromSeconds(5), cancellationToken: token);
                return await branch.StepAsync((_, _) => Task.FromResult(before * 2), cancellationToken: token);
            });
            return branches.GetResults().Sum();
        });

        // Refused twice for good, it would be parked.
        var isFatal = fault.StartsWith("fatal", StringComparison.Ordinal);
        Host.Store.Inject(StoreRequestKind.Commit, s_faults[fault](), times: isFatal ? 1 : 2);

        var execution = await StartAsync();

        var result = await Clock.DriveAsync(execution.WithResult<int>().WaitForResultAsync());
        Assert.Equal(Branches * (Branches - 1), result);
        Assert.Equal(Branches * 2, (await Client.ReadHistoryAsync(execution.Id)).Count(Model.HistoryEventType.StepSucceeded));
    }
}
