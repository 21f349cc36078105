using Durable.Model;

namespace Durable.Testing;

/// <summary>Errors of the program that no repetition mends end a step at once and say what is wrong.</summary>
public abstract class ProgrammingErrorContract<TFixture> : HostContract<TFixture>
    where TFixture : HostFixture, new()
{
    private const string ReturnedNull = "returned null instead of a task.";

    private static readonly Task<int> s_none = null!;
    private static readonly Task s_nothing = null!;

    [Fact]
    public async Task The_context_used_inside_a_step_is_not_retried()
    {
        var ended = await RunToEndAsync(static context => context.StepAsync((_, _) => context.StepAsync(static (_, _) => Task.FromResult(1))));

        Assert.Equal(typeof(InvalidOperationException).FullName, ended.Error!.ErrorType);
        Assert.Contains("a step body must not call durable operations", ended.Error.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(1, await FailuresAsync(ended));
    }

    [Fact]
    public async Task A_serialization_error_inside_a_step_is_not_retried()
    {
        var ended = await RunToEndAsync(static context => context.StepAsync<int>(static (_, _) => throw new PayloadSerializationException("no such type")));

        Assert.Equal((typeof(PayloadSerializationException).FullName, 1), (ended.Error!.ErrorType, await FailuresAsync(ended)));
    }

    [Fact]
    public async Task A_null_reference_is_retried()
    {
        var ended = await RunToEndAsync(static context => context.StepAsync<int>(static (_, _) => throw new NullReferenceException()));

        Assert.Equal((typeof(NullReferenceException).FullName, 6), (ended.Error!.ErrorType, await FailuresAsync(ended)));
    }

    [Theory]
    [InlineData("step", "The body of step 'work'")]
    [InlineData("step without result", "The body of step 'work'")]
    [InlineData("condition", "The body of condition 'work'")]
    [InlineData("submitter", "The body of step 'work-submitter'")]
    [InlineData("child", "The body of child context 'work'")]
    [InlineData("child without result", "The body of child context 'work'")]
    [InlineData("map", "The body of item 0 of a map")]
    [InlineData("parallel", "The body of branch '0'")]
    [InlineData("mixed", "The body of branch 'work'")]
    [InlineData("function", "The body of function 'under-test'")]
    public async Task A_body_that_returns_null_is_told_so(string kind, string expected)
    {
        var ended = await RunToEndAsync<int>(context => NullAsync(context, kind));

        Assert.StartsWith($"{expected} {ReturnedNull}", ended.Error!.ErrorMessage, StringComparison.Ordinal);
        Assert.InRange(await FailuresAsync(ended), 0, 1);
    }

    private static Task<int> NullAsync(IDurableContext context, string kind) => kind switch
    {
        "step" => context.StepAsync(static (_, _) => s_none, "work"),
        "step without result" => Then(context.StepAsync(static (_, _) => s_nothing, "work")),
        "condition" => context.WaitForConditionAsync(
            static (_, _, _) => s_none, new WaitForConditionConfig<int> { InitialState = 0, WaitStrategy = WaitStrategy.Fixed<int>(TimeSpan.FromSeconds(1)) }, "work"),
        "submitter" => context.WaitForCallbackAsync<int>(static (_, _, _) => s_nothing, "work"),
        "child" => context.RunInChildContextAsync(static (_, _) => s_none, "work"),
        "child without result" => Then(context.RunInChildContextAsync(static (_, _) => s_nothing, "work")),
        "map" => ThrowAsync(context.MapAsync([1], static (_, _, _, _, _) => s_none, "work")),
        "parallel" => ThrowAsync(context.ParallelAsync<int>([static (_, _) => s_none], "work")),
        "mixed" => MixedAsync(context),
        _ => s_none,
    };

    private static async Task<int> Then(Task task)
    {
        await task;
        return 0;
    }

    private static async Task<int> ThrowAsync(Task<IBatchResult<int>> batch)
    {
        (await batch).ThrowIfError();
        return 0;
    }

    private static async Task<int> MixedAsync(IDurableContext context)
    {
        DurableBranch branch = new DurableBranch<int>("work", static (_, _) => s_none);
        (await context.ParallelAsync([branch])).ThrowIfError();
        return 0;
    }

    private async Task<int> FailuresAsync(ExecutionDescription ended) => (await Client.ReadHistoryAsync(ended.Id)).Count(HistoryEventType.StepFailed);
}
