namespace Durable.Testing;

/// <summary>Waiting for executions to end.</summary>
public abstract class ResultContract<TFixture> : HostContract<TFixture>
    where TFixture : HostFixture, new()
{
    [Fact]
    public async Task The_result_of_a_function_is_what_it_returned()
    {
        await ServeAsync(static _ => Task.FromResult(new[] { 1, 2, 3 }));

        var execution = await StartAsync();

        var untyped = await Client.WaitForResultAsync<int[]>(execution.Id).OrFail();
        var typed = await execution.WithResult<int[]>().WaitForResultAsync().OrFail();
        Assert.Equal([1, 2, 3], untyped);
        Assert.Equal([1, 2, 3], typed);
    }

    [Fact]
    public async Task A_function_without_a_result_has_the_default_as_result()
    {
        await ServeAsync(static context => context.StepAsync((_, _) => Task.CompletedTask));

        var execution = await StartAsync();

        Assert.Null(await execution.WithResult<string?>().WaitForResultAsync().OrFail());
        Assert.Null((await execution.DescribeAsync()).Result);
    }

    [Fact]
    public async Task A_null_result_is_null()
    {
        await ServeAsync(static _ => Task.FromResult<string?>(null));

        var execution = await StartAsync();

        Assert.Null(await execution.WithResult<string?>().WaitForResultAsync().OrFail());
        Assert.Equal("null", (await execution.DescribeAsync()).Result);
    }

    [Fact]
    public async Task A_result_over_6_MiB_fails_the_execution()
    {
        await ServeAsync(static _ => Task.FromResult(new string('x', DurableLimits.MaxExecutionPayloadBytes - 1)));

        var description = await (await StartAsync()).WaitForCompletionAsync().OrFail();

        Assert.Equal((ExecutionStatus.Failed, typeof(PayloadSerializationException).FullName), (description.Status, description.Error!.ErrorType));
        Assert.Contains("The result of function 'under-test' has 6291457 bytes", description.Error.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_waits_for_the_result_of_a_failed_execution_gets_its_error()
    {
        await ServeAsync<int>(static _ => throw new InvalidDataException("bad order"));
        var execution = await StartAsync();

        var error = await Assert.ThrowsAsync<ExecutionFailedException>(() => execution.WithResult<int>().WaitForResultAsync().OrFail());

        Assert.Equal((execution.Id, ExecutionStatus.Failed), (error.ExecutionId, error.Status));
        Assert.Equal((typeof(InvalidDataException).FullName, "bad order"), (error.Error!.ErrorType, error.Error.ErrorMessage));
        Assert.Equal($"Execution '{execution.Id}' ended Failed: bad order", error.Message);
    }

    [Fact]
    public async Task A_result_that_is_not_what_the_caller_expects_is_an_error_of_the_caller()
    {
        await ServeAsync(static _ => Task.FromResult("text"));
        var execution = await StartAsync();

        await Assert.ThrowsAsync<PayloadSerializationException>(() => execution.WithResult<int>().WaitForResultAsync().OrFail());

        Assert.Equal(ExecutionStatus.Succeeded, (await execution.DescribeAsync()).Status);
    }

    [Fact]
    public async Task Waiting_for_an_execution_that_is_not_there_fails()
    {
        await ServeAsync(static _ => Task.FromResult(1));
        var handle = Client.GetHandle(new ExecutionId(Function, "nobody"));

        var completion = await Assert.ThrowsAsync<ExecutionNotFoundException>(() => handle.WaitForCompletionAsync().OrFail());
        await Assert.ThrowsAsync<ExecutionNotFoundException>(() => handle.WithResult<int>().WaitForResultAsync().OrFail());

        Assert.Equal(handle.Id, completion.ExecutionId);
    }

    [Fact]
    public async Task Any_number_of_clients_may_wait_for_the_same_execution()
    {
        await ServeAsync(static async context =>
        {
            await context.WaitAsync(TimeSpan.FromSeconds(10));
            return 42;
        });
        var execution = await StartAsync();
        var waiting = Enumerable.Range(0, 100).Select(_ => Client.WaitForResultAsync<int>(execution.Id)).ToArray();
        await WhenWaitingAsync(execution);

        Clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(Enumerable.Repeat(42, 100), await Task.WhenAll(waiting).OrFail());
    }

    [Fact]
    public async Task Whoever_stops_waiting_does_not_stop_the_execution()
    {
        await ServeAsync(static async context =>
        {
            await context.WaitAsync(TimeSpan.FromSeconds(10));
            return 42;
        });
        var execution = await StartAsync();
        using var impatient = new CancellationTokenSource();
        var waiting = Client.WaitForResultAsync<int>(execution.Id, impatient.Token);
        await WhenWaitingAsync(execution);

        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.OrFail());
        Clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(42, await Client.WaitForResultAsync<int>(execution.Id).OrFail());
    }

    [Fact]
    public async Task The_result_can_be_had_from_a_host_that_started_after_the_end()
    {
        await ServeAsync(static _ => Task.FromResult(42));
        var execution = await StartAsync();
        await execution.WaitForCompletionAsync().OrFail();

        await Host.RestartAsync();

        Assert.Equal(42, await Client.WaitForResultAsync<int>(execution.Id).OrFail());
    }

    [Fact]
    public async Task The_final_description_has_result_and_times()
    {
        await ServeAsync(static async context =>
        {
            await context.WaitAsync(TimeSpan.FromSeconds(10));
            return 42;
        });
        var start = Clock.GetUtcNow();
        var execution = await StartAsync();
        await WhenWaitingAsync(execution);
        Clock.Advance(TimeSpan.FromSeconds(10));

        var description = await execution.WaitForCompletionAsync().OrFail();

        Assert.Equal((ExecutionStatus.Succeeded, "42", null), (description.Status, description.Result, description.Error));
        Assert.Equal((start, start.AddSeconds(10)), (description.StartedAt, description.EndedAt!.Value));
        Assert.True(description.DataIncluded);
    }
}
