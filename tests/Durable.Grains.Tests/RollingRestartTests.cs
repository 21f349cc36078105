namespace Durable.Grains.Tests;

/// <summary>All silos are replaced one after the other, in good order and under load. The cluster is the class's own.</summary>
public sealed class RollingRestartTests(ThreeSilos cluster) : IClassFixture<ThreeSilos>
{
    private const int Callers = 8;

    [Fact]
    public async Task Every_execution_ends_and_no_step_runs_twice()
    {
        using var stop = new CancellationTokenSource();
        var load = Enumerable.Range(0, Callers).Select(_ => Task.Run(() => CallAsync(stop.Token))).ToArray();

        foreach (var silo in cluster.Cluster.Silos.ToArray())
        {
            await cluster.Cluster.StopSiloAsync(silo);
            await cluster.Cluster.StartAdditionalSiloAsync();
        }

        await stop.CancelAsync();
        var executions = (await Task.WhenAll(load).WaitAsync(ClusterFixture.Patience)).SelectMany(static ids => ids).ToHashSet();
        Assert.True(executions.Count > Callers, $"Only {executions.Count} executions ran meanwhile.");
        Assert.All(
            ClusterFunctions.Bodies.Where(body => executions.Contains(body.Key.Split('#')[0])),
            static body => Assert.Equal((body.Key, 1), (body.Key, body.Value)));
    }

    private async Task<IReadOnlyList<string>> CallAsync(CancellationToken stop)
    {
        List<string> executions = [];
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            var isWide = i % 2 == 0;
            var execution = await cluster.Client.StartAsync(isWide ? "nested" : "add-wait-double", isWide ? 3 : i, cancellationToken: CancellationToken.None);
            executions.Add(execution.Id.ToString());
            Assert.Equal(isWide ? 36 : (i + 1) * 2, await execution.WithResult<int>().WaitForResultAsync(CancellationToken.None).WaitAsync(ClusterFixture.Patience, CancellationToken.None));
        }

        return executions;
    }
}
