using Durable.Core.Log.Records;
using Durable.Model;
using Durable.Testing;

namespace Durable.Core.Tests.Operations;

public sealed class WaitForConditionTests
{
    private static readonly IWaitStrategy<int> s_untilThree = WaitStrategy.Fixed<int>(TimeSpan.FromSeconds(10), 5, static state => state == 3);

    private readonly EngineHarness _engine = new();

    [Fact]
    public void Polls_hand_their_state_on_until_the_condition_is_met()
    {
        List<(int State, int Attempt)> polls = [];
        _engine.Start(CountAsync(s_untilThree, polls));

        Assert.Equal(3, _engine.RunToResult<int>());
        Assert.Equal([(0, 1), (1, 2), (2, 3)], polls);
        Assert.Equal(TimeSpan.FromSeconds(20), _engine.Head.EndedAt - _engine.Head.StartedAt);
    }

    [Fact]
    public void Every_poll_is_a_step_that_starts_and_succeeds()
    {
        _engine.Start(CountAsync(s_untilThree));
        _engine.RunToEnd();

        Assert.Equal(
            [
                "ExecutionStarted",
                "StepStarted count", "StepSucceeded count", "InvocationCompleted",
                "StepStarted count", "StepSucceeded count", "InvocationCompleted",
                "StepStarted count", "StepSucceeded count", "InvocationCompleted", "ExecutionSucceeded",
            ],
            _engine.Events);
        Assert.Equal(
            [("1", 1, 10), ("2", 2, 10), ("3", 3, null)],
            _engine.History.Where(static e => e.EventType == HistoryEventType.StepSucceeded).Select(static e =>
                (e.Details.Result!.Payload!, e.Details.RetryDetails!.CurrentAttempt, e.Details.RetryDetails.NextAttemptDelaySeconds)));
        Assert.All(
            _engine.History.Where(static e => e.EventType == HistoryEventType.StepStarted),
            static e => Assert.Equal(("1", "WaitForCondition", null), (e.Id, e.SubType, e.ParentId)));
    }

    [Fact]
    public void The_state_outlives_the_process()
    {
        List<(int State, int Attempt)> polls = [];
        _engine.Start(CountAsync(s_untilThree, polls));
        _engine.Advance(TimeSpan.FromSeconds(10));
        _engine.CrashAndResume();

        Assert.Equal(3, _engine.RunToResult<int>());
        Assert.Equal([(0, 1), (1, 2), (2, 3)], polls);
    }

    [Fact]
    public void A_poll_that_died_with_its_process_is_made_again_as_the_same_attempt()
    {
        List<(int State, int Attempt)> polls = [];
        var death = new TaskCompletionSource();
        _engine.Start(context => context.WaitForConditionAsync(
            async (state, poll, _) =>
            {
                polls.Add((state, poll.AttemptNumber));
                if (polls.Count == 2)
                {
                    await death.Task;
                }

                return state + 1;
            },
            new WaitForConditionConfig<int> { InitialState = 0, WaitStrategy = s_untilThree },
            "count"));
        _engine.Advance(TimeSpan.FromSeconds(15));
        _engine.CrashAndResume();

        Assert.Equal(3, _engine.RunToResult<int>());
        Assert.Equal([(0, 1), (1, 2), (1, 2), (2, 3)], polls);
        Assert.Equal(3, _engine.Events.Count(static e => e == "StepStarted count"));
    }

    [Fact]
    public void Long_pauses_are_spent_in_the_store()
    {
        _engine.Start(CountAsync(WaitStrategy.Fixed<int>(TimeSpan.FromHours(6), isDone: static state => state == 2)));
        _engine.RunUntilIdle();

        Assert.Equal(ActivationState.Released, _engine.Current.State);
        Assert.Equal(2, _engine.RunToResult<int>());
        Assert.Equal(TimeSpan.FromHours(6), _engine.Head.EndedAt - _engine.Head.StartedAt);
    }

    [Fact]
    public void When_the_polls_are_used_up_it_fails_the_same_on_first_run_and_on_replay()
    {
        List<WaitForConditionException> thrown = [];
        _engine.Start(async context =>
        {
            thrown.Add(await Assert.ThrowsAsync<WaitForConditionException>(() => CountAsync(WaitStrategy.Fixed<int>(TimeSpan.FromSeconds(1), 2))(context)));
            await context.WaitAsync(TimeSpan.FromMinutes(2));
            return 1;
        });

        Assert.Equal(1, _engine.RunToResult<int>());
        Assert.Equal(2, thrown.Count);
        Assert.All(thrown, static exception =>
        {
            Assert.Equal((2, 2), (exception.AttemptsExhausted, Assert.IsType<int>(exception.LastState)));
            Assert.Equal(("WaitForConditionError", "The condition was not met after 2 polls.", "2"), (exception.ErrorType, exception.Message, exception.ErrorData));
        });
        Assert.Equal(new RetryDetails(2, null), _engine.History.Single(static e => e.EventType == HistoryEventType.StepFailed).Details.RetryDetails);
    }

    [Fact]
    public void The_last_poll_may_still_meet_the_condition()
    {
        _engine.Start(CountAsync(WaitStrategy.Fixed<int>(TimeSpan.FromSeconds(1), 3, static state => state == 3)));

        Assert.Equal(3, _engine.RunToResult<int>());
    }

    [Fact]
    public void A_last_state_that_is_too_large_for_an_error_is_left_out()
    {
        _engine.Start(async context =>
        {
            var thrown = await Assert.ThrowsAsync<WaitForConditionException>(() => context.WaitForConditionAsync(
                static (state, _, _) => Task.FromResult(new string('x', 40_000)),
                new WaitForConditionConfig<string> { InitialState = "", WaitStrategy = WaitStrategy.Fixed<string>(TimeSpan.FromSeconds(1), 1) }));
            return (thrown.LastState is null, thrown.Message).ToString();
        });

        Assert.Equal("(True, The condition was not met after 1 poll.)", _engine.RunToResult<string>());
    }

    [Fact]
    public void A_check_that_throws_fails_it_at_once()
    {
        List<StepException> thrown = [];
        _engine.Start(async context =>
        {
            thrown.Add(await Assert.ThrowsAsync<StepException>(() => context.WaitForConditionAsync<int>(
                static (_, _, _) => throw new TimeoutException("slow"), new WaitForConditionConfig<int> { InitialState = 0, WaitStrategy = s_untilThree })));
            await context.WaitAsync(TimeSpan.FromMinutes(2));
            return 1;
        });

        Assert.Equal(1, _engine.RunToResult<int>());
        Assert.Equal(2, thrown.Count);
        Assert.All(thrown, static exception => Assert.Equal(("System.TimeoutException", "slow"), (exception.ErrorType, exception.Message)));
    }

    [Fact]
    public void A_strategy_that_throws_fails_it()
    {
        _engine.Start(CountAsync(WaitStrategy.FromDelegate<int>(static (_, _) => throw new InvalidOperationException("undecided"))));

        Assert.Equal(ExecutionStatus.Failed, _engine.RunToEnd().Status);
        Assert.Equal(("System.InvalidOperationException", "undecided"), (_engine.Head.Error!.ErrorType, _engine.Head.Error.ErrorMessage));
    }

    [Fact]
    public void A_strategy_decides_on_the_state_and_the_number_of_the_poll()
    {
        List<(int, int)> asked = [];
        _engine.Start(CountAsync(WaitStrategy.FromDelegate<int>((state, attempt) =>
        {
            asked.Add((state, attempt));
            return attempt == 2 ? WaitDecision.Stop() : WaitDecision.ContinueAfter(TimeSpan.FromSeconds(0.2));
        })));

        Assert.Equal(2, _engine.RunToResult<int>());
        Assert.Equal([(1, 1), (2, 2)], asked);
        Assert.Equal(TimeSpan.FromSeconds(1), _engine.Head.EndedAt - _engine.Head.StartedAt);
    }

    [Fact]
    public void A_poll_and_its_start_are_one_record()
    {
        _engine.Start(CountAsync(s_untilThree));
        _engine.RunToEnd();

        Assert.Equal(3, _engine.Records.OfType<UpdateRecord>().Count());
    }

    [Fact]
    public void A_state_that_cannot_be_written_ends_the_execution()
    {
        _engine.Start(static async context =>
        {
            await context.WaitForConditionAsync(
                static (state, _, _) => Task.FromResult(new string('x', 300_000)),
                new WaitForConditionConfig<string> { InitialState = "", WaitStrategy = WaitStrategy.Fixed<string>(TimeSpan.FromSeconds(1)) },
                "large");
            return 1;
        });

        Assert.Equal(ExecutionStatus.Failed, _engine.RunToEnd().Status);
        Assert.Contains("The state of condition 'large' has 300002 bytes", _engine.Head.Error!.ErrorMessage, StringComparison.Ordinal);
    }

    private static Func<IDurableContext, Task<int>> CountAsync(IWaitStrategy<int> strategy, List<(int, int)>? polls = null) =>
        context => context.WaitForConditionAsync(
            (state, poll, _) =>
            {
                polls?.Add((state, poll.AttemptNumber));
                return Task.FromResult(state + 1);
            },
            new WaitForConditionConfig<int> { InitialState = 0, WaitStrategy = strategy },
            "count");
}
