using Durable.Testing;

namespace Durable.Grains.Tests;

/// <summary>A silo that goes takes nothing with it. The cluster is the class's own: it does not come back whole.</summary>
public sealed class SiloLossTests(ThreeSilos cluster) : IClassFixture<ThreeSilos>
{
    private const int Executions = 20;

    [Fact]
    public async Task Executions_of_a_killed_silo_go_on_elsewhere_and_no_recorded_step_runs_again()
    {
        List<ExecutionHandle> executions = [];
        for (var i = 0; i < Executions; i++)
        {
            executions.Add(await cluster.Client.StartAsync("add-wait-double", i));
        }

        var finished = await FinishedStepsAsync(executions);
        await cluster.Cluster.KillSiloAsync(cluster.Cluster.Silos[^1]);

        for (var i = 0; i < Executions; i++)
        {
            Assert.Equal((i + 1) * 2, await executions[i].WithResult<int>().WaitForResultAsync().WaitAsync(ClusterFixture.Patience));
        }

        Assert.All(finished, static step => Assert.Equal(1, ClusterFunctions.Bodies[step]));
    }

    [Fact]
    public async Task Branches_in_flight_go_on_elsewhere_and_none_that_has_ended_runs_again()
    {
        const int Branches = 60;
        List<ExecutionHandle> executions = [];
        for (var i = 0; i < Executions / 2; i++)
        {
            executions.Add(await cluster.Client.StartAsync("fan-out", Branches));
        }

        await Task.WhenAll(executions.Select(static execution => WhenWaitingAsync(execution, Branches)));
        var finished = await FinishedStepsAsync(executions);
        await cluster.Cluster.KillSiloAsync(cluster.Cluster.Silos[^1]);

        foreach (var execution in executions)
        {
            Assert.Equal(Branches * (Branches - 1) / 2, await execution.WithResult<int>().WaitForResultAsync().WaitAsync(ClusterFixture.Patience));
        }

        Assert.All(finished, static step => Assert.Equal(1, ClusterFunctions.Bodies[step]));
    }

    private static Task WhenWaitingAsync(ExecutionHandle execution, int waits) => Patience.UntilAsync(
        async () => (await execution.GetHistoryAsync(new HistoryQuery { PageSize = ExecutionQuery.MaxPageSize })).Events
            .Count(static e => e.EventType == Model.HistoryEventType.WaitStarted) >= waits,
        $"{waits} waits");

    private static async Task<IReadOnlyList<string>> FinishedStepsAsync(IEnumerable<ExecutionHandle> executions)
    {
        List<string> finished = [];
        foreach (var execution in executions)
        {
            var history = await execution.GetHistoryAsync();
            finished.AddRange(history.Events
                .Where(static e => e.EventType == Model.HistoryEventType.StepSucceeded)
                .Select(e => $"{execution.Id}#{e.Id}"));
        }

        return finished;
    }
}
