namespace Durable.Grains.Tests;

/// <summary>Calls fail; neither functions nor callers may see that.</summary>
public sealed class LostCallsTests(LossyCluster cluster) : IClassFixture<LossyCluster>
{
    private const string Begin = "IBranchGrain.RunAsync";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_branch_begins_though_its_grain_cannot_be_reached_at_first(bool isDelivered)
    {
        // What the directory of Orleans answers while a silo leaves that holds a part of it.
        cluster.Fail(Begin, isDelivered, new OperationCanceledException());
        cluster.Fail(Begin, isDelivered, new SiloUnavailableException());

        await AssertSucceedsAsync();
    }

    [Fact]
    public async Task An_execution_goes_on_from_the_store_when_a_branch_cannot_be_placed()
    {
        for (var i = 0; i < 20; i++)
        {
            cluster.Fail(Begin, isDelivered: false, new OperationCanceledException());
        }

        await AssertSucceedsAsync();
    }

    [Theory]
    [InlineData("IExecutionGrain.StartAsync", false)]
    [InlineData("IExecutionGrain.StartAsync", true)]
    [InlineData("IExecutionGrain.WaitForEndAsync", false)]
    [InlineData("IExecutionGrain.WaitForEndAsync", true)]
    public async Task A_client_asks_again_while_silos_come_and_go(string method, bool isDelivered)
    {
        cluster.Fail(method, isDelivered, new TaskCanceledException());
        cluster.Fail(method, isDelivered, new SiloUnavailableException());
        cluster.Fail(method, isDelivered, new TimeoutException());

        await AssertSucceedsAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_completion_that_is_sent_again_because_its_answer_was_lost_is_still_the_first(bool isDelivered)
    {
        var execution = await cluster.Client.StartAsync("ask", "?");
        var callbackId = await ClusterFunctions.WhenAskedAsync(cluster.Client, execution.Id).WaitAsync(ClusterFixture.Patience);
        cluster.Fail("IExecutionGrain.AnswerCallbackAsync", isDelivered, new TimeoutException());
        cluster.Fail("IExecutionGrain.AnswerCallbackAsync", isDelivered, new SiloUnavailableException());

        await cluster.Client.SendCallbackSuccessAsync(callbackId, "yes").WaitAsync(ClusterFixture.Patience);

        Assert.Equal("yes", await execution.WithResult<string>().WaitForResultAsync().WaitAsync(ClusterFixture.Patience));
        Assert.Equal(0, cluster.FaultsLeft);
        var closed = await Assert.ThrowsAsync<CallbackClosedException>(() => cluster.Client.SendCallbackSuccessAsync(callbackId, "no"));
        Assert.Equal(CallbackClosedReason.Completed, closed.Reason);
    }

    [Fact]
    public async Task A_start_that_silos_shed_is_refused_and_nothing_was_started()
    {
        cluster.Fail("IExecutionGrain.StartAsync", isDelivered: false, new GatewayTooBusyException());
        var options = new StartOptions { Name = Guid.NewGuid().ToString("N") };

        var error = await Assert.ThrowsAsync<DurableOverloadedException>(() => cluster.Client.StartAsync("nested", 3, options));

        Assert.Equal("The silos shed load. Nothing was started; try again later.", error.Message);
        await Assert.ThrowsAsync<ExecutionNotFoundException>(() => cluster.Client.DescribeAsync(new ExecutionId("nested", options.Name)));
        await AssertSucceedsAsync();
    }

    [Fact]
    public async Task Whatever_else_silos_shed_is_asked_again_and_so_is_a_start_that_may_have_arrived()
    {
        cluster.Fail("IExecutionGrain.StartAsync", isDelivered: true, new TimeoutException());
        cluster.Fail("IExecutionGrain.StartAsync", isDelivered: false, new GatewayTooBusyException());
        cluster.Fail("IExecutionGrain.WaitForEndAsync", isDelivered: false, new GatewayTooBusyException());

        await AssertSucceedsAsync();
    }

    [Fact]
    public async Task A_client_that_gives_up_waiting_does_not_ask_again()
    {
        var execution = await cluster.Client.StartAsync("sleep", 60);
        using var patience = new CancellationTokenSource();
        var waiting = execution.WaitForCompletionAsync(patience.Token);

        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(ClusterFixture.Patience));
    }

    private async Task AssertSucceedsAsync()
    {
        var execution = await cluster.Client.StartAsync("nested", 3);
        Assert.Equal(36, await execution.WithResult<int>().WaitForResultAsync().WaitAsync(ClusterFixture.Patience));
        Assert.Equal(0, cluster.FaultsLeft);
    }
}
