using Durable.Model;

namespace Durable.Grains.Tests;

/// <summary>Executions on a real in-process cluster, used by a client that has neither engine nor store.</summary>
public sealed class ClusterTests(ClusterFixture cluster) : IClassFixture<ClusterFixture>
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private IDurableClient Client => cluster.Client;

    [Fact]
    public async Task Steps_and_waits_run_once_and_the_history_says_so()
    {
        var execution = await Client.StartAsync("add-wait-double", 1);

        Assert.Equal(4, await execution.WithResult<int>().WaitForResultAsync().WaitAsync(s_patience));
        var history = await execution.GetHistoryAsync();
        Assert.Equal(
            [
                HistoryEventType.ExecutionStarted, HistoryEventType.StepStarted, HistoryEventType.StepSucceeded, HistoryEventType.WaitStarted,
                HistoryEventType.InvocationCompleted, HistoryEventType.WaitSucceeded, HistoryEventType.StepStarted, HistoryEventType.StepSucceeded,
                HistoryEventType.InvocationCompleted, HistoryEventType.ExecutionSucceeded,
            ],
            history.Events.Select(static e => e.EventType));
        AssertNoBodyRanTwice(execution.Id);
    }

    [Fact]
    public async Task Branches_on_grains_of_their_own_that_come_due_together_cost_one_request()
    {
        const int branches = 200;
        var execution = await Client.StartAsync("fan-out", branches);

        Assert.Equal(branches * (branches - 1) / 2, await execution.WithResult<int>().WaitForResultAsync().WaitAsync(s_patience));
        var history = await ReadHistoryAsync(execution);
        Assert.Single(history.Where(static e => e.EventType == HistoryEventType.WaitSucceeded).Select(static e => e.EventTimestamp).Distinct());
        Assert.Equal(branches, history.Count(static e => e.EventType == HistoryEventType.WaitSucceeded));
        AssertNoBodyRanTwice(execution.Id);
    }

    [Fact]
    public async Task Branches_of_branches_run_on_grains_too()
    {
        var execution = await Client.StartAsync("nested", 5);

        Assert.Equal(225, await execution.WithResult<int>().WaitForResultAsync().WaitAsync(s_patience));
        AssertNoBodyRanTwice(execution.Id);
    }

    [Fact]
    public async Task A_start_is_idempotent_by_function_name_and_input()
    {
        var options = new StartOptions { Name = Guid.NewGuid().ToString("N") };
        var first = await Client.StartAsync("add-wait-double", 1, options);

        Assert.Equal(first.Id, (await Client.StartAsync("add-wait-double", 1, options)).Id);
        await Assert.ThrowsAsync<ExecutionAlreadyStartedException>(() => Client.StartAsync("add-wait-double", 2, options));
        Assert.Equal(4, await first.WithResult<int>().WaitForResultAsync().WaitAsync(s_patience));
    }

    [Fact]
    public async Task What_cannot_be_started_is_refused_with_the_reason()
    {
        var unknown = await Assert.ThrowsAsync<FunctionNotFoundException>(() => Client.StartAsync("nobody", 1));
        Assert.Contains("fan-out", unknown.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<PayloadSerializationException>(() => Client.StartAsync("fan-out", "no number"));
        await Assert.ThrowsAsync<ExecutionNotFoundException>(() => Client.DescribeAsync(new ExecutionId("fan-out", "missing")));
        await Assert.ThrowsAsync<ExecutionNotFoundException>(() => Client.WaitForCompletionAsync(new ExecutionId("fan-out", "missing")));
        await Assert.ThrowsAsync<ExecutionNotFoundException>(() => Client.StopAsync(new ExecutionId("fan-out", "missing")));
    }

    [Fact]
    public async Task A_failure_reaches_the_client_as_data()
    {
        var execution = await Client.StartAsync("fail", "broken");

        var failure = await Assert.ThrowsAsync<ExecutionFailedException>(() => execution.WithResult<int>().WaitForResultAsync().WaitAsync(s_patience));
        Assert.Equal((ExecutionStatus.Failed, "broken", typeof(InvalidDataException).FullName), (failure.Status, failure.Error!.ErrorMessage, failure.Error.ErrorType));
    }

    [Fact]
    public async Task A_sleeping_execution_leaves_memory_and_can_be_stopped()
    {
        var execution = await Client.StartAsync("sleep", 3600);

        var endedAt = await execution.StopAsync(new ErrorObject { ErrorMessage = "not needed" }).WaitAsync(s_patience);

        var description = await execution.DescribeAsync();
        Assert.Equal((ExecutionStatus.Stopped, "not needed", endedAt), (description.Status, description.Error!.ErrorMessage, description.EndedAt));
        Assert.Contains((await Client.ListAsync(new ExecutionQuery { FunctionName = "sleep" })).Executions, listed => listed.Id == execution.Id);
    }

    private static void AssertNoBodyRanTwice(ExecutionId id) => Assert.All(
        ClusterFunctions.Bodies.Where(body => body.Key.StartsWith($"{id}#", StringComparison.Ordinal)), static body => Assert.Equal(1, body.Value));

    private static async Task<IReadOnlyList<HistoryEvent>> ReadHistoryAsync(ExecutionHandle execution) =>
        (await execution.GetHistoryAsync(new HistoryQuery { PageSize = ExecutionQuery.MaxPageSize })).Events;
}
