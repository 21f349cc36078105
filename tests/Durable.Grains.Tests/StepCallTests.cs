namespace Durable.Grains.Tests;

/// <summary>A grain that a step calls knows which step it is, whatever lies in between.</summary>
public sealed class StepCallTests(ClusterFixture cluster) : IClassFixture<ClusterFixture>
{
    [Fact]
    public async Task A_grain_learns_the_effect_id_of_the_step_that_calls_it()
    {
        var execution = await cluster.Client.StartAsync("call-grain", 2);

        var ids = await execution.WithResult<string[]>().WaitForResultAsync().WaitAsync(ClusterFixture.Patience);

        // The step's own, and what a grain behind two others was told.
        Assert.Equal([ids[0], ids[1], ids[0], ids[1]], ids);
        Assert.NotEqual(ids[0], ids[1]);
    }

    [Fact]
    public async Task A_grain_that_no_step_has_called_learns_of_none() =>
        Assert.All(await cluster.Cluster.Client.GetGrain<IRelayGrain>(0).RelayAsync(1), Assert.Null);
}
