using Durable.Model;
using Durable.Testing;

namespace Durable.Core.Tests.Operations;

public sealed class WaitForCallbackTests
{
    private readonly EngineHarness _engine = new();

    [Fact]
    public void The_events_are_those_of_a_callback_and_a_step_in_a_context()
    {
        string? submitted = null;
        _engine.Start(context => context.WaitForCallbackAsync<int>(
            (callbackId, _, _) =>
            {
                submitted = callbackId;
                return Task.CompletedTask;
            },
            "approval"));
        _engine.RunUntilIdle();
        Assert.Equal(_engine.CallbackId(), submitted);

        _engine.Send(submitted!, CallbackAction.Succeed, "42");

        Assert.Equal(42, _engine.RunToResult<int>());
        Assert.Equal(
            [
                "ExecutionStarted", "ContextStarted approval", "CallbackStarted approval-callback", "StepStarted approval-submitter",
                "StepSucceeded approval-submitter", "InvocationCompleted", "CallbackSucceeded approval-callback",
                "ContextSucceeded approval", "InvocationCompleted", "ExecutionSucceeded",
            ],
            _engine.Events);
        Assert.Equal(
            [("1", "WaitForCallback", null), ("1-1", "Callback", "1"), ("1-2", "Step", "1")],
            _engine.History.Skip(1).Take(3).Select(static e => (e.Id, e.SubType, e.ParentId)));
    }

    [Fact]
    public void Without_a_name_its_parts_have_none()
    {
        _engine.Start(static context => context.WaitForCallbackAsync<int>(static (_, _, _) => Task.CompletedTask));
        _engine.RunUntilIdle();

        Assert.All(_engine.History.Skip(1), static e => Assert.Null(e.Name));
    }

    [Fact]
    public void The_longest_name_is_cut_for_its_parts()
    {
        _engine.Start(static context => context.WaitForCallbackAsync<int>(static (_, _, _) => Task.CompletedTask, new string('n', 256)));
        _engine.RunUntilIdle();

        Assert.Equal(DurableLimits.MaxOperationNameLength, _engine.Log.Find("1-2")!.Name!.Length);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_it_ends_with_is_the_same_on_first_run_and_on_replay(bool timesOut)
    {
        List<CallbackException> thrown = [];
        _engine.Start(async context =>
        {
            thrown.Add(await Assert.ThrowsAnyAsync<CallbackException>(() => context.WaitForCallbackAsync<int>(
                static (_, _, _) => Task.CompletedTask, "approval", new WaitForCallbackConfig { Timeout = TimeSpan.FromSeconds(timesOut ? 5 : 0) })));
            await context.WaitAsync(TimeSpan.FromMinutes(2));
            return 1;
        });
        _engine.RunUntilIdle();
        if (!timesOut)
        {
            _engine.Send(_engine.CallbackId(), CallbackAction.Fail, error: new ErrorObject { ErrorType = "Rejected", ErrorMessage = "no", ErrorData = "{}" });
        }

        _engine.RunToEnd();

        Assert.Equal(2, thrown.Count);
        Assert.All(thrown, exception =>
        {
            Assert.Equal(timesOut ? typeof(CallbackTimeoutException) : typeof(CallbackFailedException), exception.GetType());
            Assert.Equal(
                timesOut ? ("Callback.Timeout", "Callback timed out", null) : ("Rejected", "no", "{}"),
                (exception.ErrorType, exception.Message, exception.ErrorData));
            Assert.Equal(_engine.CallbackId(), exception.CallbackId);
        });
        Assert.Contains("ContextFailed approval", _engine.Events);
    }

    [Fact]
    public void A_submitter_that_fails_is_tried_again_with_the_same_id()
    {
        List<string> ids = [];
        _engine.Start(context => context.WaitForCallbackAsync<int>((callbackId, step, _) =>
        {
            ids.Add(callbackId);
            return step.AttemptNumber < 3 ? throw new TimeoutException("busy") : Task.CompletedTask;
        }));
        var answered = false;
        _engine.Outside = () => ids.Count == 3 && AnswerOnce();

        Assert.Equal(7, _engine.RunToResult<int>());
        Assert.Equal([_engine.CallbackId(), _engine.CallbackId(), _engine.CallbackId()], ids);

        bool AnswerOnce()
        {
            var first = !answered;
            answered = true;
            if (first)
            {
                _ = _engine.SendAsync(_engine.CallbackId(), CallbackAction.Succeed, "7");
            }

            return first;
        }
    }

    [Fact]
    public void A_submitter_that_gives_up_fails_the_wait_on_first_run_and_on_replay()
    {
        List<CallbackSubmitterException> thrown = [];
        _engine.Start(async context =>
        {
            thrown.Add(await Assert.ThrowsAsync<CallbackSubmitterException>(() => context.WaitForCallbackAsync<int>(
                static (_, _, _) => throw new TimeoutException("busy"), "approval", new WaitForCallbackConfig { RetryStrategy = RetryStrategy.None })));
            await context.WaitAsync(TimeSpan.FromMinutes(2));
            return 1;
        });

        Assert.Equal(1, _engine.RunToResult<int>());
        Assert.Equal(2, thrown.Count);
        Assert.All(thrown, static exception => Assert.Equal(("System.TimeoutException", "busy"), (exception.ErrorType, exception.Message)));
    }

    [Fact]
    public void A_completion_while_the_submitter_still_tries_lets_it_finish_first()
    {
        _engine.Start(static context => context.WaitForCallbackAsync<int>(static (_, step, _) =>
            step.AttemptNumber < 2 ? throw new TimeoutException("busy") : Task.CompletedTask, "approval"));
        _engine.RunUntil(() => _engine.Events.Contains("StepFailed approval-submitter"));

        _engine.Send(_engine.CallbackId(), CallbackAction.Succeed, "9");

        Assert.Equal(9, _engine.RunToResult<int>());
        Assert.True(_engine.Events.ToList().IndexOf("CallbackSucceeded approval-callback") < _engine.Events.ToList().IndexOf("StepSucceeded approval-submitter"));
    }

    [Fact]
    public void A_replay_neither_opens_nor_submits_anything_again()
    {
        var submits = 0;
        _engine.Start(context => context.WaitForCallbackAsync<int>((_, _, _) =>
        {
            submits++;
            return Task.CompletedTask;
        }));
        _engine.RunUntilIdle();
        _engine.CrashAndResume();
        _engine.Send(_engine.CallbackId(), CallbackAction.Succeed, "1");

        Assert.Equal(1, _engine.RunToResult<int>());
        Assert.Equal(1, submits);
        Assert.Equal(3, _engine.Head.Operations);
    }
}
