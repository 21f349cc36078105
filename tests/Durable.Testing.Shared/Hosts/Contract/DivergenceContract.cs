namespace Durable.Testing;

/// <summary>Nothing of a deployment that does not fit what is stored is beyond a roll-back.</summary>
public abstract class DivergenceContract<TFixture> : HostContract<TFixture>
    where TFixture : HostFixture, new()
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_divergence_parks_and_goes_on_after_a_roll_back(bool isInBranch)
    {
        var (name, bodies) = ("a", 0);
        Func<IDurableContext, Task<int>> call = async context =>
        {
            var result = await context.StepAsync((_, _) => Task.FromResult(Interlocked.Increment(ref bodies)), name);
            await context.WaitAsync(s_pause);
            return result;
        };
        await ServeAsync(async context => isInBranch
            ? (await context.MapAsync([1, 2], (branch, _, _, _, _) => call(branch))).GetResults().Sum()
            : await call(context));
        var execution = await StartAsync();
        await WhenWaitingAsync(execution, isInBranch ? 2 : 1);

        name = "b";
        await Host.RestartAsync();
        var parked = await WhenParkedAsync(execution.Id);

        Assert.Equal((ExecutionStatus.Running, typeof(NonDeterministicExecutionException).FullName), (parked.Status, parked.Error!.ErrorType));
        Assert.Contains("STEP/Step named 'a'", parked.Error.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains("asks for STEP/Step named 'b'", parked.Error.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains("Roll the deployment back and resume it; or register the new code as another version", parked.Error.ErrorMessage, StringComparison.Ordinal);

        name = "a";
        await Host.RestartAsync();
        Assert.NotNull((await Client.DescribeAsync(execution.Id)).ParkedAt);
        await Client.ResumeAsync(execution.Id).OrFail();

        Assert.Equal(isInBranch ? 3 : 1, await Clock.DriveAsync(Client.WaitForResultAsync<int>(execution.Id)));
        Assert.Equal(isInBranch ? 2 : 1, bodies);
    }

    [Fact]
    public async Task Resumed_with_the_same_code_it_is_parked_again()
    {
        var execution = await ParkAsync();

        await Client.ResumeAsync(execution.Id).OrFail();

        Assert.NotNull((await WhenParkedAsync(execution.Id)).Error);
        await Client.StopAsync(execution.Id).OrFail();
        Assert.Equal(ExecutionStatus.Stopped, (await Client.DescribeAsync(execution.Id)).Status);
    }

    [Fact]
    public async Task A_stored_result_that_cannot_be_read_parks_and_goes_on_after_a_roll_back()
    {
        Action<DurableExecutionsBuilder> before = static durable => durable.AddFunction<string?, string>(Function, static async (_, context) =>
        {
            var text = await context.StepAsync(static (_, _) => Task.FromResult("not a number"), "changed");
            await context.WaitAsync(s_pause);
            return text;
        });
        await Host.StartAsync(before);
        var execution = await StartAsync();
        await WhenWaitingAsync(execution);

        await Host.RestartAsync(static durable => durable.AddFunction<string?, int>(
            Function, static (_, context) => context.StepAsync(static (_, _) => Task.FromResult(1), "changed")));
        var parked = await WhenParkedAsync(execution.Id);

        Assert.Equal((ExecutionStatus.Running, typeof(PayloadSerializationException).FullName), (parked.Status, parked.Error!.ErrorType));
        Assert.Contains("the result of step 'changed' as System.Int32", parked.Error.ErrorMessage, StringComparison.Ordinal);
        await RollBackAsync(before, execution.Id, "not a number");
    }

    [Fact]
    public async Task An_input_that_cannot_be_read_parks_and_goes_on_after_a_roll_back()
    {
        Action<DurableExecutionsBuilder> before = static durable => durable.AddFunction<string, string>(Function, static async (input, context) =>
        {
            await context.WaitAsync(s_pause);
            return input;
        });
        await Host.StartAsync(before);
        var execution = await Client.StartAsync(Function, "text").OrFail();
        await WhenWaitingAsync(execution);

        await Host.RestartAsync(static durable => durable.AddFunction<int, int>(Function, static (input, _) => Task.FromResult(input)));
        var parked = await WhenParkedAsync(execution.Id);

        Assert.Contains("the input of function 'under-test' as System.Int32", parked.Error!.ErrorMessage, StringComparison.Ordinal);
        await RollBackAsync(before, execution.Id, "text");
    }

    [Fact]
    public async Task A_result_that_its_own_run_cannot_read_ends_the_execution()
    {
        var ended = await RunToEndAsync(static context => context.StepAsync(
            static (_, _) => Task.FromResult("text"), "unreadable", new StepConfig { Serializer = new WriteOnlySerializer() }));

        Assert.Equal((ExecutionStatus.Failed, typeof(PayloadSerializationException).FullName), (ended.Status, ended.Error!.ErrorType));
        Assert.Contains("Cannot read the result of step 'unreadable'", ended.Error.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_function_may_end_its_executions_instead()
    {
        var name = "a";
        await ServeAsync(context => StepAndPauseAsync(context, name), static options => options.OnDivergence = DivergenceBehavior.Fail);
        var execution = await StartAsync();
        await WhenWaitingAsync(execution);

        name = "b";
        await Host.RestartAsync();

        var ended = await Clock.DriveAsync(Client.WaitForCompletionAsync(execution.Id));
        Assert.Equal((ExecutionStatus.Failed, typeof(NonDeterministicExecutionException).FullName), (ended.Status, ended.Error!.ErrorType));
    }

    private async Task<ExecutionHandle> ParkAsync()
    {
        var name = "a";
        await ServeAsync(context => StepAndPauseAsync(context, name));
        var execution = await StartAsync();
        await WhenWaitingAsync(execution);
        name = "b";
        await Host.RestartAsync();
        await WhenParkedAsync(execution.Id);
        return execution;
    }

    private async Task RollBackAsync(Action<DurableExecutionsBuilder> before, ExecutionId id, string result)
    {
        await Host.RestartAsync(before);
        await Client.ResumeAsync(id).OrFail();
        Assert.Equal(result, await Clock.DriveAsync(Client.WaitForResultAsync<string>(id)));
    }

    private Task<ExecutionDescription> WhenParkedAsync(ExecutionId id) =>
        Clock.DriveAsync(Host.WhenDescribedAsync(id, static description => description.ParkedAt is not null));

    private static async Task<int> StepAndPauseAsync(IDurableContext context, string name)
    {
        await context.StepAsync(static (_, _) => Task.FromResult(1), name);
        await context.WaitAsync(s_pause);
        return 1;
    }

    private sealed class WriteOnlySerializer : IPayloadSerializer
    {
        public string Serialize<T>(T value, SerializationContext context) => "\"text\"";

        public T Deserialize<T>(string payload, SerializationContext context) => throw new NotSupportedException("It only writes.");
    }
}
