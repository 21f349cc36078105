namespace Durable.Testing;

/// <summary>Starting executions: identity, idempotency, and what is refused.</summary>
public abstract class StartContract<TFixture> : HostContract<TFixture>
    where TFixture : HostFixture, new()
{
    private const string NotWhatItTakes = "Cannot read the input of function 'under-test' as System.Int32";

    private int _runs;

    /// <summary>What a payload that is not even JSON is refused with.</summary>
    protected virtual string RefusalOfWhatIsNotJson => NotWhatItTakes;

    [Fact]
    public async Task Without_a_name_every_start_is_an_execution_of_its_own()
    {
        await ServeCountingAsync();

        var first = await Client.StartAsync(Function, 1);
        var second = await Client.StartAsync(Function, 1);

        Assert.NotEqual(first.Id, second.Id);
        await Task.WhenAll(first.WaitForCompletionAsync(), second.WaitForCompletionAsync()).OrFail();
        Assert.Equal(2, _runs);
    }

    [Fact]
    public async Task A_start_answers_with_arn_and_version()
    {
        await ServeCountingAsync();
        var options = new StartOptions { Name = "order-7" };

        var started = await Client.StartAsync(Function, 1, options);
        var described = await started.WaitForCompletionAsync().OrFail();
        var found = (await Client.StartAsync(Function, 1, options)).WithResult<int>();

        Assert.Equal((described.Arn, described.FunctionVersion), (started.Arn, started.FunctionVersion));
        Assert.Equal((described.Arn, described.FunctionVersion), (found.Arn, found.FunctionVersion));
        Assert.Null(Client.GetHandle(started.Id).Arn);
    }

    [Fact]
    public async Task The_same_name_and_input_join_the_running_execution()
    {
        await ServeCountingAsync(TimeSpan.FromSeconds(10));
        var options = new StartOptions { Name = "order-1" };

        var first = await Client.StartAsync(Function, 1, options);
        await WhenWaitingAsync(first);
        var second = await Client.StartAsync(Function, 1, options);

        Assert.Equal(new ExecutionId(Function, "order-1"), second.Id);
        Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(1, await first.WithResult<int>().WaitForResultAsync().OrFail());
        Assert.Equal(1, await second.WithResult<int>().WaitForResultAsync().OrFail());
        Assert.Equal(1, _runs);
    }

    [Fact]
    public async Task The_same_name_and_input_join_an_execution_that_has_ended()
    {
        await ServeCountingAsync();
        var options = new StartOptions { Name = "order-1" };
        var first = await Client.StartAsync(Function, 1, options);
        await first.WaitForCompletionAsync().OrFail();

        var second = await Client.StartAsync(Function, 1, options);

        Assert.Equal(1, await second.WithResult<int>().WaitForResultAsync().OrFail());
        Assert.Equal(1, _runs);
    }

    [Fact]
    public async Task The_same_name_and_input_join_an_execution_of_an_earlier_host()
    {
        await ServeCountingAsync(TimeSpan.FromDays(1));
        var options = new StartOptions { Name = "order-1" };
        var first = await Client.StartAsync(Function, 1, options);
        await WhenWaitingAsync(first);
        await Host.RestartAsync();

        var second = await Client.StartAsync(Function, 1, options).OrFail();

        Assert.Equal(first.Id, second.Id);
        Assert.Single((await Client.ListAsync(new ExecutionQuery())).Executions);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_same_name_with_another_input_is_refused(bool hasEnded)
    {
        await ServeCountingAsync(hasEnded ? null : TimeSpan.FromDays(1));
        var options = new StartOptions { Name = "order-1" };
        var first = await Client.StartAsync(Function, 1, options);
        if (hasEnded)
        {
            await first.WaitForCompletionAsync().OrFail();
        }

        var error = await Assert.ThrowsAsync<ExecutionAlreadyStartedException>(() => Client.StartAsync(Function, 2, options));

        Assert.Equal(first.Id, error.ExecutionId);
        Assert.Contains("'under-test/order-1' exists with a different input", error.Message, StringComparison.Ordinal);
        Assert.Equal("1", (await first.DescribeAsync()).Input);
    }

    [Theory]
    [InlineData("{\"name\":\"M\\u00FCller\",\"day\":5}")]
    [InlineData("{\"name\":\"M\\u00FCller\",\"day\":\"Friday\"}")]
    [InlineData("{\"name\":\"Müller\",\"day\":\"Friday\"}")]
    public async Task An_input_in_an_earlier_spelling_is_the_same_input(string stored)
    {
        await Host.StartAsync(durable => durable.AddFunction<ContractVisit, string>(Function, static (visit, _) => Task.FromResult(visit.Name)));
        var options = new StartOptions { Name = "visit-1" };
        await Client.StartWithPayloadAsync(Function, stored, options);

        var again = await Client.StartAsync(Function, new ContractVisit("Müller", DayOfWeek.Friday), options);

        Assert.Equal("Müller", await again.WithResult<string>().WaitForResultAsync().OrFail());
        await Assert.ThrowsAsync<ExecutionAlreadyStartedException>(
            () => Client.StartAsync(Function, new ContractVisit("Müller", DayOfWeek.Monday), options));
    }

    [Fact]
    public async Task Starts_of_one_name_at_the_same_time_are_one_execution()
    {
        await ServeCountingAsync(TimeSpan.FromSeconds(10));

        var handles = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Client.StartAsync(Function, 1, new StartOptions { Name = "order-1" }))).OrFail();

        Assert.Single(handles.Select(static handle => handle.Id).Distinct());
        await WhenWaitingAsync(handles[0]);
        Clock.Advance(TimeSpan.FromSeconds(10));
        await handles[0].WaitForCompletionAsync().OrFail();
        Assert.Equal(1, _runs);
    }

    [Fact]
    public async Task A_name_belongs_to_one_function()
    {
        await Host.StartAsync(durable => durable
            .AddFunction<int, string>("one", static (_, _) => Task.FromResult("one"))
            .AddFunction<int, string>("other", static (_, _) => Task.FromResult("other")));
        var options = new StartOptions { Name = "same" };

        var one = await Client.StartAsync("one", 1, options);
        var other = await Client.StartAsync("other", 2, options);

        Assert.Equal("one", await one.WithResult<string>().WaitForResultAsync().OrFail());
        Assert.Equal("other", await other.WithResult<string>().WaitForResultAsync().OrFail());
    }

    [Fact]
    public async Task When_start_returns_the_execution_is_durable()
    {
        await ServeCountingAsync();
        var held = Host.Store.Hold(StoreRequestKind.Commit);
        var execution = await Client.StartAsync(Function, 7).OrFail();
        await held.Reached.OrFail();

        await Host.RestartAsync();

        Assert.Equal(7, await Client.WaitForResultAsync<int>(execution.Id).OrFail());
        Assert.Equal(2, _runs);
    }

    [Fact]
    public async Task An_unknown_function_is_refused_with_the_names_of_those_there_are()
    {
        await Host.StartAsync(durable => durable
            .AddFunction<int, int>("beta", static (input, _) => Task.FromResult(input))
            .AddFunction<int, int>("alpha", static (input, _) => Task.FromResult(input)));

        var error = await Assert.ThrowsAsync<FunctionNotFoundException>(() => Client.StartAsync("gamma", 1));

        Assert.Equal("gamma", error.FunctionName);
        Assert.Equal("Function 'gamma' is not registered. Registered: alpha, beta.", error.Message);
        Assert.Empty((await Client.ListAsync(new ExecutionQuery())).Executions);
    }

    [Theory]
    [InlineData("")]
    [InlineData("with space")]
    [InlineData("a/b")]
    [InlineData("x2345678901234567890123456789012345678901234567890123456789012345")]
    public async Task A_name_that_cannot_be_recorded_is_refused(string name)
    {
        await ServeCountingAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => Client.StartAsync(Function, 1, new StartOptions { Name = name }));

        Assert.Empty((await Client.ListAsync(new ExecutionQuery())).Executions);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("\"text\"")]
    [InlineData("[1]")]
    public async Task A_payload_that_is_not_what_the_function_takes_is_refused(string payload)
    {
        await ServeCountingAsync();

        var error = await Assert.ThrowsAsync<PayloadSerializationException>(() => Client.StartWithPayloadAsync(Function, payload));

        Assert.Contains(payload == "not json" ? RefusalOfWhatIsNotJson : NotWhatItTakes, error.Message, StringComparison.Ordinal);
        Assert.Empty((await Client.ListAsync(new ExecutionQuery())).Executions);
    }

    [Fact]
    public async Task A_serialized_payload_is_the_input_as_it_is()
    {
        await ServeCountingAsync();

        var execution = await Client.StartWithPayloadAsync(Function, " 5 ");

        Assert.Equal(5, await execution.WithResult<int>().WaitForResultAsync().OrFail());
        Assert.Equal(" 5 ", (await execution.DescribeAsync()).Input);
    }

    [Fact]
    public async Task No_payload_is_null()
    {
        await Host.StartAsync(durable => durable
            .AddFunction<string?, bool>("text", static (input, _) => Task.FromResult(input is null))
            .AddFunction<int?, bool>("number", static (input, _) => Task.FromResult(input is null)));

        foreach (var function in (string[])["text", "number"])
        {
            var execution = await Client.StartWithPayloadAsync(function, null);
            Assert.True(await execution.WithResult<bool>().WaitForResultAsync().OrFail());
        }
    }

    [Fact]
    public async Task No_payload_is_refused_where_null_is()
    {
        await ServeCountingAsync();

        var error = await Assert.ThrowsAsync<PayloadSerializationException>(() => Client.StartWithPayloadAsync(Function, null));

        Assert.Contains("Cannot read the input of function 'under-test' as System.Int32", error.Message, StringComparison.Ordinal);
        Assert.Contains("there is none, and a value of that type cannot be null", error.Message, StringComparison.Ordinal);
        Assert.Empty((await Client.ListAsync(new ExecutionQuery())).Executions);
    }

    [Fact]
    public async Task What_is_wrong_with_a_call_is_told_by_its_task()
    {
        await ServeCountingAsync();
        var badLabel = new StartOptions { BusinessKey = "" };
        var badName = new StartOptions { Name = "a b" };

        await RefusedAsync<FunctionNotFoundException>(() => Client.StartAsync("gamma", 1));
        await RefusedAsync<FunctionNotFoundException>(() => Client.StartWithPayloadAsync("gamma", "1"));
        await RefusedAsync<ArgumentException>(() => Client.StartAsync("no function", 1));
        await RefusedAsync<ArgumentException>(() => Client.StartWithPayloadAsync("no function", "1"));
        await RefusedAsync<ArgumentException>(() => Client.StartAsync(Function, 1, badLabel));
        await RefusedAsync<ArgumentException>(() => Client.StartWithPayloadAsync(Function, "1", badLabel));
        await RefusedAsync<ArgumentException>(() => Client.StartAsync(Function, 1, badName));
        await RefusedAsync<ArgumentException>(() => Client.StartWithPayloadAsync(Function, "1", badName));
        await RefusedAsync<PayloadSerializationException>(() => Client.StartAsync<Delegate>(Function, static () => { }));
        await RefusedAsync<InvalidCallbackIdException>(() => Client.SendCallbackSuccessAsync("made up", 1));
        await RefusedAsync<InvalidCallbackIdException>(() => Client.SendCallbackSuccessWithPayloadAsync("made up", "1"));
        await RefusedAsync<InvalidCallbackIdException>(() => Client.SendCallbackFailureAsync("made up"));
        await RefusedAsync<InvalidCallbackIdException>(() => Client.SendCallbackHeartbeatAsync("made up"));
    }

    [Fact]
    public async Task An_input_that_does_not_serialize_is_refused()
    {
        await ServeCountingAsync();

        await Assert.ThrowsAsync<PayloadSerializationException>(() => Client.StartAsync<Delegate>(Function, static () => { }));
    }

    [Fact]
    public async Task An_input_and_a_result_of_6_MiB_are_kept()
    {
        await Host.StartAsync(durable => durable.AddFunction<string, string>(Function, static (input, _) => Task.FromResult(input)));
        var text = new string('x', DurableLimits.MaxExecutionPayloadBytes - 2);

        var execution = await Client.StartAsync(Function, text);

        Assert.Equal(text, await execution.WithResult<string>().WaitForResultAsync().OrFail());
    }

    [Fact]
    public async Task An_input_over_6_MiB_is_refused()
    {
        await Host.StartAsync(durable => durable.AddFunction<string, int>(Function, static (input, _) => Task.FromResult(input.Length)));
        var text = new string('x', DurableLimits.MaxExecutionPayloadBytes - 1);

        var typed = await Assert.ThrowsAsync<PayloadSerializationException>(() => Client.StartAsync(Function, text));
        var serialized = await Assert.ThrowsAsync<PayloadSerializationException>(() => Client.StartWithPayloadAsync(Function, $"\"{text}\""));

        Assert.Contains("has 6291457 bytes; the limit is 6291456", typed.Message, StringComparison.Ordinal);
        Assert.Equal(typed.Message, serialized.Message);
    }

    // Not by the call: a list of tasks that are awaited together would lose those before it.
    private static async Task RefusedAsync<TException>(Func<Task> call)
        where TException : Exception
    {
        var task = call();
        await Assert.ThrowsAsync<TException>(() => task);
    }

    private Task ServeCountingAsync(TimeSpan? wait = null) => Host.StartAsync(durable => durable.AddFunction<int, int>(Function, async (input, context) =>
    {
        Interlocked.Increment(ref _runs);
        if (wait is { } duration)
        {
            await context.WaitAsync(duration);
        }

        return input;
    }));
}

/// <summary>An input with a name that is not ASCII and an enum.</summary>
/// <param name="Name">The name.</param>
/// <param name="Day">The enum.</param>
public sealed record ContractVisit(string Name, DayOfWeek Day);
