using Durable.Model;

namespace Durable.Testing.Conformance;

/// <summary>The transitions of contexts that functions can bring about (durable-model 1.5).</summary>
public abstract class ContextTransitionConformance<TFixture> : ConformanceSuite<TFixture>
    where TFixture : HostFixture, new()
{
    [Rule("1.5-CONTEXT-01 1.5-CONTEXT-02 3.3-CONTEXT-NONE 6.1-CONTEXT")]
    public async Task A_context_is_started_and_succeeds_with_the_result_of_its_body()
    {
        var run = await RecordAsync(static context => context.RunInChildContextAsync(
            static (child, _) => child.StepAsync(static (_, _) => Task.FromResult(1), "inner"), "outer"));

        run.AssertHistory("""
            ExecutionStarted input=null timeout=31622400s
            ContextStarted 1 RunInChildContext "outer"
            StepStarted 1-1 Step "inner" in 1
            StepSucceeded 1-1 Step "inner" in 1 -> 1 (attempt 1)
            ContextSucceeded 1 RunInChildContext "outer" -> 1
            InvocationCompleted
            ExecutionSucceeded -> 1
            """);
        var context = await run.ReadOperationAsync("1");
        Assert.Equal((OperationStatus.Succeeded, "1", false), (context.Status, context.Result, context.Context!.ReplayChildren));
        Assert.NotNull(context.EndTimestamp);
    }

    [Rule("1.5-CONTEXT-03")]
    public async Task A_context_whose_result_is_too_large_is_to_be_made_again_from_its_children()
    {
        var run = await RecordAsync(static async context => (await context.RunInChildContextAsync(
            static async (child, _) => await LargeAsync(child) + await LargeAsync(child), "outer")).Length);

        run.AssertHistory("""
            ExecutionStarted input=null timeout=31622400s
            ContextStarted 1 RunInChildContext "outer"
            StepStarted 1-1 Step in 1
            StepSucceeded 1-1 Step in 1 -> [200002 characters] (attempt 1)
            StepStarted 1-2 Step in 1
            StepSucceeded 1-2 Step in 1 -> [200002 characters] (attempt 1)
            ContextSucceeded 1 RunInChildContext "outer" -> [empty]
            InvocationCompleted
            ExecutionSucceeded -> 400000
            """);
        var context = await run.ReadOperationAsync("1");
        Assert.Equal((OperationStatus.Succeeded, "", true), (context.Status, context.Result, context.Context!.ReplayChildren));

        static Task<string> LargeAsync(IDurableContext context) => context.StepAsync(static (_, _) => Task.FromResult(new string('x', 200_000)));
    }

    [Rule("1.5-CONTEXT-04 6.1-CONTEXT")]
    public async Task A_context_whose_body_throws_fails_with_its_error()
    {
        var run = await RecordAsync(static context => DescribeAsync(() => context.RunInChildContextAsync(static (_, _) => FailAsync<int>("no"), "outer")));

        run.AssertHistory("""
            ExecutionStarted input=null timeout=31622400s
            ContextStarted 1 RunInChildContext "outer"
            ContextFailed 1 RunInChildContext "outer" [System.TimeoutException: no, trace]
            InvocationCompleted
            ExecutionSucceeded -> "ChildContextException [System.TimeoutException: no, trace], RunInChildContext"
            """);
        var context = await run.ReadOperationAsync("1");
        Assert.Equal((OperationStatus.Failed, null, "no"), (context.Status, context.Result, context.Error!.ErrorMessage));
        Assert.NotNull(context.EndTimestamp);
    }
}
