using Durable.Model;

namespace Durable.Testing;

/// <summary>What every client does alike, wherever executions are.</summary>
public abstract class ClientContract<TFixture> : HostContract<TFixture>
    where TFixture : HostFixture, new()
{
    [Fact]
    public async Task An_execution_that_does_not_exist_is_not_found_whatever_is_asked_of_it()
    {
        await ServeAsync(static _ => Task.FromResult(1));
        var nobody = Client.GetHandle(new ExecutionId(Function, "nobody"));
        Func<Task>[] calls =
        [
            () => nobody.DescribeAsync(),
            () => nobody.GetHistoryAsync(),
            () => nobody.WaitForCompletionAsync(),
            () => nobody.WithResult<int>().WaitForResultAsync(),
            () => nobody.StopAsync(),
            () => nobody.ResumeAsync(),
        ];

        foreach (var call in calls)
        {
            Assert.Equal(nobody.Id, (await Assert.ThrowsAsync<ExecutionNotFoundException>(() => call().OrFail())).ExecutionId);
        }
    }

    [Fact]
    public async Task A_completion_is_described_the_same_whoever_saw_it()
    {
        await Host.StartAsync(static durable => durable.AddFunction<int, int>(Function, static (input, _) => Task.FromResult(input + 1)));
        var execution = await Client.StartAsync(Function, 1);

        var fromMemory = await execution.WaitForCompletionAsync().OrFail();
        await Host.RestartAsync();
        var fromStore = await Client.WaitForCompletionAsync(execution.Id).OrFail();

        Assert.Equal((null, "2"), (fromMemory.Input, fromMemory.Result));
        Assert.Equal((null, "2"), (fromStore.Input, fromStore.Result));
        Assert.Equal("1", (await Client.DescribeAsync(execution.Id)).Input);
    }

    [Fact]
    public async Task One_call_starts_and_waits()
    {
        await Host.StartAsync(static durable => durable.AddFunction<int, int>(
            Function, static (input, context) => context.StepAsync((_, _) => Task.FromResult(input + 1))));

        Assert.Equal(42, await Client.ExecuteAsync<int, int>(Function, 41).OrFail());
    }

    [Fact]
    public async Task A_call_that_starts_and_waits_finds_what_is_there()
    {
        var runs = 0;
        await Host.StartAsync(durable => durable.AddFunction<int, int>(Function, (input, context) => context.StepAsync((_, _) =>
        {
            Interlocked.Increment(ref runs);
            return Task.FromResult(input + 1);
        })));
        var options = new StartOptions { Name = UniqueName() };

        Assert.Equal(2, await Client.ExecuteAsync<int, int>(Function, 1, options).OrFail());
        Assert.Equal(2, await Client.ExecuteAsync<int, int>(Function, 1, options).OrFail());
        await Assert.ThrowsAsync<ExecutionAlreadyStartedException>(() => Client.ExecuteAsync<int, int>(Function, 5, options).OrFail());
        Assert.Equal(1, runs);
    }

    [Fact]
    public async Task A_call_that_starts_and_waits_outlasts_a_long_execution()
    {
        await Host.StartAsync(static durable => durable.AddFunction<int, int>(Function, static async (input, context) =>
        {
            await context.WaitAsync(TimeSpan.FromMinutes(1));
            return input + 1;
        }));

        Assert.Equal(42, await Clock.DriveAsync(Client.ExecuteAsync<int, int>(Function, 41)));
    }

    [Fact]
    public async Task A_call_that_starts_and_waits_does_not_keep_others_from_stopping()
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await ServeAsync(async context =>
        {
            begun.TrySetResult();
            await context.WaitAsync(TimeSpan.FromDays(1));
            return 1;
        });
        var name = UniqueName();
        var call = Client.ExecuteAsync<string?, int>(Function, null, new StartOptions { Name = name });
        var execution = Client.GetHandle(new ExecutionId(Function, name));
        await begun.Task.OrFail();
        await Host.WhenHistoryAsync(execution.Id, static history => history.Count(HistoryEventType.WaitStarted) == 1).OrFail();

        await execution.StopAsync(new ErrorObject { ErrorMessage = "not needed" }).OrFail();

        var error = await Assert.ThrowsAsync<ExecutionFailedException>(() => call.OrFail());
        Assert.Equal((ExecutionStatus.Stopped, "not needed"), (error.Status, error.Error?.ErrorMessage));
    }

    [Fact]
    public async Task What_is_wrong_with_a_start_is_told_by_the_call_that_waits()
    {
        await ServeAsync<int>(static _ => throw new TimeoutException("too late"));

        await Assert.ThrowsAsync<FunctionNotFoundException>(() => Client.ExecuteAsync<string?, int>("no-such-function", null).OrFail());
        await Assert.ThrowsAsync<ArgumentException>(() => Client.ExecuteAsync<string?, int>(Function, null, new StartOptions { BusinessKey = "" }).OrFail());
        var error = await Assert.ThrowsAsync<ExecutionFailedException>(() => Client.ExecuteAsync<string?, int>(Function, null).OrFail());
        Assert.Equal((ExecutionStatus.Failed, "too late"), (error.Status, error.Error?.ErrorMessage));
    }

    [Fact]
    public async Task What_is_wrong_with_a_query_is_told_by_its_task()
    {
        await ServeAsync(static _ => Task.FromResult(1));
        var execution = await StartAsync();

        var list = Client.ListAsync(new ExecutionQuery { PageSize = 0 });
        var usage = Client.SumUsageAsync(new ExecutionQuery { PageSize = 0 });
        var history = execution.GetHistoryAsync(new HistoryQuery { PageSize = 0 });

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => list);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => usage);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => history);
    }

    [Fact]
    public async Task An_execution_without_a_result_fails_whoever_waits_for_one()
    {
        await ServeAsync<int>(static _ => throw new TimeoutException("too late"));
        var execution = await StartAsync();

        var error = await Assert.ThrowsAsync<ExecutionFailedException>(() => execution.WithResult<int>().WaitForResultAsync().OrFail());

        Assert.Equal((execution.Id, ExecutionStatus.Failed, "too late"), (error.ExecutionId, error.Status, error.Error?.ErrorMessage));
    }

    [Fact]
    public async Task A_result_of_another_type_cannot_be_read()
    {
        await ServeAsync(static _ => Task.FromResult("text"));
        var execution = await StartAsync();

        var error = await Assert.ThrowsAsync<PayloadSerializationException>(() => execution.WithResult<int>().WaitForResultAsync().OrFail());

        Assert.True(error.IsReading);
        Assert.StartsWith(
            $"Cannot read the result of execution '{execution.Id}' as System.Int32 in execution '{execution.Id}': ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_input_that_cannot_be_written_is_named()
    {
        await ServeAsync(static _ => Task.FromResult(1));

        var error = await Assert.ThrowsAsync<PayloadSerializationException>(
            () => Client.StartAsync<Delegate>(Function, static () => { }, new StartOptions { Name = "one" }));

        Assert.False(error.IsReading);
        Assert.StartsWith(
            $"Cannot write the input of function '{Function}', of type System.Delegate, in execution '{Function}/one': ", error.Message, StringComparison.Ordinal);
        Assert.Empty((await Client.ListAsync(new ExecutionQuery())).Executions);
    }

    [Fact]
    public async Task A_callback_result_that_is_too_large_is_refused_before_it_is_sent()
    {
        await ServeAsync(static async context => await (await context.CreateCallbackAsync<string>()).GetResultAsync());
        var execution = await StartAsync();
        await Host.WhenHistoryAsync(execution.Id, static history => history.Count(HistoryEventType.CallbackStarted) == 1).OrFail();
        var callbackId = (await Client.ReadHistoryAsync(execution.Id)).Of(HistoryEventType.CallbackStarted)[0].Details.CallbackId!;
        var text = new string('x', DurableLimits.MaxOperationPayloadBytes);

        var typed = await Assert.ThrowsAsync<PayloadSerializationException>(() => Client.SendCallbackSuccessAsync(callbackId, text));
        var serialized = await Assert.ThrowsAsync<PayloadSerializationException>(() => Client.SendCallbackSuccessWithPayloadAsync(callbackId, $"\"{text}\""));

        Assert.StartsWith(
            $"The result of a callback has {DurableLimits.MaxOperationPayloadBytes + 2} bytes; the limit is {DurableLimits.MaxOperationPayloadBytes}. ",
            typed.Message,
            StringComparison.Ordinal);
        Assert.Equal(typed.Message, serialized.Message);
        await Client.SendCallbackSuccessAsync(callbackId, "short").OrFail();
        Assert.Equal("short", await Client.WaitForResultAsync<string>(execution.Id).OrFail());
    }

    [Fact]
    public async Task The_end_is_described_as_it_is_described_later()
    {
        await Host.StartAsync(durable => durable.AddFunction<int, int>(Function, static (input, context) => context.StepAsync((_, _) => Task.FromResult(input + 1))));
        var execution = await Client.StartAsync(Function, 5, new StartOptions { BusinessKey = "order 7" });

        var end = await execution.WaitForCompletionAsync().OrFail();
        var later = await execution.DescribeAsync();

        Assert.Equal(("6", "order 7", true), (end.Result, end.BusinessKey, end.DataIncluded));
        Assert.Equal(
            (later.Arn, later.Status, later.StartedAt, later.EndedAt, later.Usage.Operations, later.Usage.Checkpoints, later.Usage.LogBytes),
            (end.Arn, end.Status, end.StartedAt, end.EndedAt, end.Usage.Operations, end.Usage.Checkpoints, end.Usage.LogBytes));
    }
}
