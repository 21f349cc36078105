using Durable.Testing;

namespace Durable.Grains.Tests;

/// <summary>
/// Two clusters that know nothing of each other over one store: executions with two live activations that no directory can tell apart.
/// </summary>
public sealed class SplitBrainTests(ClusterFixture one) : IClassFixture<ClusterFixture>
{
    private const int Executions = 10;
    private const int Rounds = 4;

    [Fact]
    public async Task Only_one_of_two_live_activations_wins_and_no_attempt_is_made_twice()
    {
        var other = new OtherCluster(one.Store);
        await other.InitializeAsync();
        try
        {
            List<ExecutionHandle> executions = [];
            for (var i = 0; i < Executions; i++)
            {
                var execution = await one.Client.StartAsync("careful", Rounds);
                await other.Cluster.Client.GetGrain<IExecutionGrain>(execution.Id.ToString()).WakeAsync();
                executions.Add(execution);
            }

            foreach (var execution in executions)
            {
                Assert.Equal(Rounds, await execution.WithResult<int>().WaitForResultAsync().WaitAsync(ClusterFixture.Patience));
                Assert.Equal(Rounds, await other.Client.WaitForResultAsync<int>(execution.Id).WaitAsync(ClusterFixture.Patience));
                Assert.All(
                    ClusterFunctions.Bodies.Where(body => body.Key.StartsWith($"{execution.Id}#", StringComparison.Ordinal)),
                    static body => Assert.Equal((body.Key, 1), (body.Key, body.Value)));
                var history = await execution.GetHistoryAsync(new HistoryQuery { PageSize = ExecutionQuery.MaxPageSize });
                Assert.Equal(Enumerable.Range(1, history.Events.Count), history.Events.Select(static e => (int)e.EventId));
                Assert.Equal(Rounds, history.Events.Count(static e => e.EventType == Model.HistoryEventType.WaitSucceeded));
            }
        }
        finally
        {
            await other.DisposeAsync();
        }
    }

    private sealed class OtherCluster(FaultInjectingCheckpointStore store) : ClusterFixture(1, store);
}
