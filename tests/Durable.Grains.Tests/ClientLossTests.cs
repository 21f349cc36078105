namespace Durable.Grains.Tests;

/// <summary>A client app that goes away takes nothing with it. The cluster is the class's own.</summary>
public sealed class ClientLossTests(ClusterFixture cluster) : IClassFixture<ClusterFixture>
{
    [Fact]
    public async Task Another_client_finds_the_result_of_an_execution_whose_client_is_gone()
    {
        var execution = await cluster.Client.StartAsync("add-wait-double", 1);
        var waiting = execution.WithResult<int>().WaitForResultAsync();

        await cluster.Cluster.KillClientAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => waiting.WaitAsync(ClusterFixture.Patience));
        await cluster.Cluster.InitializeClientAsync();

        Assert.Equal(4, await cluster.Client.WaitForResultAsync<int>(execution.Id).WaitAsync(ClusterFixture.Patience));
        Assert.All(
            ClusterFunctions.Bodies.Where(body => body.Key.StartsWith($"{execution.Id}#", StringComparison.Ordinal)), static body => Assert.Equal(1, body.Value));
    }
}
