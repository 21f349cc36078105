namespace Durable.Grains.Tests;

/// <summary>A silo that goes takes nothing with it. The cluster is the class's own: it does not come back whole.</summary>
public sealed class SiloLossTests(ClusterFixture cluster) : IClassFixture<ClusterFixture>
{
    private const int Executions = 20;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);

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
            Assert.Equal((i + 1) * 2, await executions[i].WithResult<int>().WaitForResultAsync().WaitAsync(s_patience));
        }

        Assert.All(finished, static step => Assert.Equal(1, ClusterFunctions.Bodies[step]));
    }

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
