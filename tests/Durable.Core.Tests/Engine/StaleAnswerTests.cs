using Durable.Core.Engine;
using Durable.Core.Operations.Invokes;
using Durable.Model;
using Durable.Storage;
using Durable.Testing;

namespace Durable.Core.Tests.Engine;

/// <summary>
/// An activation that another one has overtaken without its knowledge does not know what has happened since. It must not say that there is
/// nothing: whoever asks would believe it.
/// </summary>
public sealed class StaleAnswerTests
{
    private static readonly InvokeOutcome s_end = new(OperationStatus.Succeeded, "1", null);

    private readonly EngineHarness _engine = new();

    [Fact]
    public void A_callback_that_came_later_is_not_unknown()
    {
        AssertAsksAgain(Overtake(), _engine.CallbackId("second"));
        Assert.Equal(ActivationState.Running, _engine.Current.State);
    }

    [Fact]
    public void A_callback_that_both_have_made_is_the_one_that_was_committed()
    {
        _engine.Store.Holds = true;
        _engine.Start(static async context => await (await context.CreateCallbackAsync<int>("twice")).GetResultAsync());
        _engine.RunUntilIdle();
        var stale = _engine.Current;
        _engine.Store.Holds = false;
        _ = _engine.ActivateAsync();
        _engine.RunUntilIdle();

        AssertAsksAgain(stale, _engine.CallbackId());
    }

    [Fact]
    public void A_callback_of_the_next_run_is_not_the_one_in_its_place_before()
    {
        _engine.Start<int, int>(
            static async (number, context) =>
            {
                var result = await (await context.CreateCallbackAsync<int>($"of run {number}")).GetResultAsync();
                if (number == 1)
                {
                    await context.ContinueAsNewAsync(2);
                }

                return result;
            },
            1);
        _engine.RunUntilIdle();
        var stale = _engine.Current;
        _ = _engine.ActivateAsync();
        _engine.RunUntilIdle();
        Assert.Equal(CallbackOutcome.Accepted, _engine.Send(_engine.CallbackId("of run 1"), CallbackAction.Succeed, "1"));

        AssertAsksAgain(stale, _engine.CallbackId("of run 2"));
    }

    [Fact]
    public async Task The_end_of_an_invoke_is_not_nobodys_because_of_something_that_was_never_committed()
    {
        _engine.Store.Holds = true;
        _engine.Start(static async context =>
        {
            await context.StepAsync(static (_, _) => Task.FromResult(1));
            await context.WaitAsync(TimeSpan.FromMinutes(1));
            return true;
        });
        _engine.RunUntilIdle();
        var (stale, late) = (_engine.Current, _engine.Store.HeldCommit);
        _engine.Store.Holds = false;
        Assert.True(await _engine.Disk.CommitAsync(new Checkpoint(_engine.Head.Next(), default)));

        var answer = stale.AskAsync(execution => execution.TakeInvokeEndAsync(_engine.Head.RunId, "1", s_end));
        _engine.RunUntilIdle();
        Assert.False(answer.IsCompleted);
        late.Complete();
        _engine.RunUntilIdle();

        Assert.False(await answer);
        Assert.Equal(ActivationState.Faulted, stale.State);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_end_of_an_invoke_that_came_later_is_not_taken_for_nobodys(bool isOfLaterRun)
    {
        var stale = Overtake();
        var runId = isOfLaterRun ? "later" : _engine.Head.RunId;

        Assert.False(Ask(stale, execution => execution.TakeInvokeEndAsync(runId, "7", s_end)));
        Assert.Equal(ActivationState.Faulted, stale.State);
    }

    [Fact]
    public void What_the_newest_activation_does_not_know_nobody_does()
    {
        Overtake();

        Assert.Equal(CallbackOutcome.Unknown, _engine.Send(new CallbackReference(EngineHarness.Id, "7", "key").ToString(), CallbackAction.Succeed, "1"));
        Assert.True(Ask(_engine.Current, execution => execution.TakeInvokeEndAsync(_engine.Head.RunId, "7", s_end)));
        Assert.Equal(ActivationState.Running, _engine.Current.State);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_activation_whose_own_next_run_is_on_its_way_has_not_been_overtaken(bool isWrittenFirst)
    {
        var engine = new EngineHarness();
        engine.Start<int, int>(
            async (number, context) =>
            {
                if (number == 1)
                {
                    engine.Store.Holds = true;
                    await context.ContinueAsNewAsync(2);
                }

                return number;
            },
            1);
        var runId = engine.Head.RunId;
        var activation = engine.Current;
        engine.RunUntilIdle();
        var continuing = engine.Store.HeldCommit;
        if (isWrittenFirst)
        {
            continuing.Carry();
        }

        var answer = activation.AskAsync(execution => execution.TakeInvokeEndAsync(runId, "7", s_end));
        engine.Store.Holds = false;
        engine.RunUntilIdle();
        Assert.Equal(ActivationState.Running, activation.State);

        if (!isWrittenFirst)
        {
            continuing.Carry();
        }

        continuing.Answer();
        engine.RunUntilIdle();

        Assert.True(await answer);
        Assert.Equal(2, engine.RunToResult<int>());
    }

    private void AssertAsksAgain(EngineActivation stale, string callbackId)
    {
        var callback = CallbackReference.Parse(callbackId);
        var request = new CallbackRequest(callback.OperationId, callback.Key, CallbackAction.Succeed, "request") { Payload = "1" };

        Assert.Equal(CallbackOutcome.Retry, Ask(stale, execution => execution.AnswerAsync(request)));
        Assert.Equal(ActivationState.Faulted, stale.State);
    }

    private T Ask<T>(EngineActivation activation, Func<Execution, Task<T>> ask)
    {
        var answer = activation.AskAsync(ask);
        _engine.RunUntilIdle();
        return answer.IsCompletedSuccessfully ? answer.Result : throw new InvalidOperationException($"Not answered: {answer.Status}", answer.Exception);
    }

    // The activation that has begun it waits in memory, and another one has gone on.
    private EngineActivation Overtake()
    {
        _engine.Start(static async context =>
        {
            await (await context.CreateCallbackAsync<int>("first")).GetResultAsync();
            return await (await context.CreateCallbackAsync<int>("second")).GetResultAsync();
        });
        _engine.RunUntilIdle();
        var stale = _engine.Current;
        _ = _engine.ActivateAsync();
        _engine.RunUntilIdle();
        Assert.Equal(CallbackOutcome.Accepted, _engine.Send(_engine.CallbackId("first"), CallbackAction.Succeed, "1"));
        Assert.Equal(ActivationState.Running, stale.State);
        return stale;
    }
}
