namespace Durable.Testing.Conformance;

/// <summary>Waits for conditions (durable-model 4.5).</summary>
public abstract class ConditionConformance<TFixture> : ConformanceSuite<TFixture>
    where TFixture : HostFixture, new()
{
    [Rule("4.5-CONDITION-01 4.5-CONDITION-02")]
    public async Task Every_poll_is_started_and_hands_its_state_on()
    {
        List<(int State, int Attempt)> polls = [];

        var run = await RecordAsync(
            context => context.WaitForConditionAsync(
                (state, check, _) =>
                {
                    polls.Add((state, check.AttemptNumber));
                    return Task.FromResult(state * 2);
                },
                new WaitForConditionConfig<int>
                {
                    InitialState = 3,
                    WaitStrategy = WaitStrategy.FromDelegate<int>(static (state, attempt) =>
                        state < 24 ? WaitDecision.ContinueAfter(TimeSpan.FromSeconds(attempt - 0.5)) : WaitDecision.Stop()),
                },
                "grown"));

        Assert.Equal([(3, 1), (6, 2), (12, 3)], polls);
        run.AssertHistory("""
            ExecutionStarted input=null timeout=31622400s
            StepStarted 1 WaitForCondition "grown"
            StepSucceeded 1 WaitForCondition "grown" -> 6 (attempt 1, next in 1s)
            InvocationCompleted
            StepStarted 1 WaitForCondition "grown"
            StepSucceeded 1 WaitForCondition "grown" -> 12 (attempt 2, next in 2s)
            InvocationCompleted
            StepStarted 1 WaitForCondition "grown"
            StepSucceeded 1 WaitForCondition "grown" -> 24 (attempt 3)
            InvocationCompleted
            ExecutionSucceeded -> 24
            """);
    }

    [Rule("4.5-CONDITION-03")]
    public async Task A_check_that_throws_ends_it_without_a_retry()
    {
        var run = await RecordAsync(static context => DescribeAsync(() => context.WaitForConditionAsync(
            static (state, check, _) => check.AttemptNumber == 1 ? Task.FromResult(state) : FailAsync<int>("no"),
            new WaitForConditionConfig<int> { InitialState = 1, WaitStrategy = WaitStrategy.Fixed<int>(TimeSpan.FromSeconds(2), isDone: static _ => false) })));

        run.AssertHistory("""
            ExecutionStarted input=null timeout=31622400s
            StepStarted 1 WaitForCondition
            StepSucceeded 1 WaitForCondition -> 1 (attempt 1, next in 2s)
            InvocationCompleted
            StepStarted 1 WaitForCondition
            StepFailed 1 WaitForCondition [System.TimeoutException: no, trace] (attempt 2)
            InvocationCompleted
            ExecutionSucceeded -> "StepException [System.TimeoutException: no, trace]"
            """);
    }

    [RuleTheory("4.5-CONDITION-04")]
    [InlineData(2)]
    [InlineData(3)]
    public async Task The_last_poll_may_still_meet_the_condition(int metAt)
    {
        var config = new WaitForConditionConfig<int>
        {
            InitialState = 0,
            WaitStrategy = WaitStrategy.Fixed<int>(TimeSpan.FromSeconds(1), maxAttempts: 2, isDone: state => state == metAt),
        };

        var run = await RecordAsync(context => DescribeAsync(() => context.WaitForConditionAsync(static (state, _, _) => Task.FromResult(state + 1), config)));

        const string Error = "[WaitForConditionError: The condition was not met after 2 polls., data 2]";
        var (last, result) = metAt == 2
            ? ("StepSucceeded 1 WaitForCondition -> 2 (attempt 2)", "2")
            : ($"StepFailed 1 WaitForCondition {Error} (attempt 2)", $"WaitForConditionException {Error}, 2 after 2");
        run.AssertHistory($"""
            ExecutionStarted input=null timeout=31622400s
            StepStarted 1 WaitForCondition
            StepSucceeded 1 WaitForCondition -> 1 (attempt 1, next in 1s)
            InvocationCompleted
            StepStarted 1 WaitForCondition
            {last}
            InvocationCompleted
            ExecutionSucceeded -> "{result}"
            """);
    }
}
