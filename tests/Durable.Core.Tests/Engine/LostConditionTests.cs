using Durable.Storage;
using Durable.Testing;

namespace Durable.Core.Tests.Engine;

public sealed class LostConditionTests
{
    private readonly EngineHarness _engine = new();
    private readonly List<string> _trace = [];

    [Fact]
    public void Who_loses_the_condition_gives_up_at_once()
    {
        StartAndLose(TwoStepsAsync);

        Assert.Equal(ActivationState.Faulted, _engine.Current.State);
    }

    [Fact]
    public void Nothing_of_who_lost_is_written()
    {
        StartAndLose(TwoStepsAsync);

        Assert.Empty(_engine.Records);
        Assert.Equal("somebody else", _engine.Head.CommitId);
    }

    [Fact]
    public void Nothing_more_is_written_by_who_lost()
    {
        StartAndLose(TwoStepsAsync);
        _engine.Advance(TimeSpan.FromHours(1));

        Assert.Single(_engine.Store.Commits);
    }

    [Fact]
    public void No_code_goes_on_that_depended_on_the_lost_commit()
    {
        StartAndLose(TwoStepsAsync);
        _engine.Advance(TimeSpan.FromHours(1));

        Assert.Equal(["first", "between"], _trace);
    }

    [Fact]
    public void A_running_step_is_cancelled_and_its_result_dropped()
    {
        var body = new TaskCompletionSource();
        var token = CancellationToken.None;
        StartAndLose(async context =>
        {
            var slow = context.StepAsync((_, cancellation) =>
            {
                token = cancellation;
                return body.Task;
            });
            await TwoStepsAsync(context);
            await slow;
            return true;
        });
        Assert.True(token.IsCancellationRequested);

        body.SetResult();
        _engine.Advance(TimeSpan.FromHours(1));
        Assert.Single(_engine.Store.Commits);
    }

    [Fact]
    public void A_durable_call_by_code_that_runs_on_is_refused()
    {
        Exception? refusal = null;
        StartAndLose(async context =>
        {
            var wait = context.WaitAsync(TimeSpan.FromSeconds(1));
            try
            {
                await wait;
            }
            finally
            {
                refusal = await Record.ExceptionAsync(() => StepAsync(context, "refused"));
            }

            return true;
        });

        Assert.IsAssignableFrom<OperationCanceledException>(refusal);
        Assert.DoesNotContain("refused", _trace);
    }

    [Fact]
    public void The_next_activation_goes_on_from_the_store()
    {
        StartAndLose(TwoStepsAsync);

        Assert.True(_engine.RunToResult<bool>());
        Assert.Equal(["first", "between", "first", "between", "second"], _trace);
    }

    [Fact]
    public void Of_two_activations_only_one_gets_its_second_step_through()
    {
        _engine.Start(TwoStepsAsync);
        var old = _engine.Current;
        _ = _engine.ActivateAsync();
        _engine.RunUntilIdle();

        Assert.Single((ActivationState[])[old.State, _engine.Current.State], ActivationState.Faulted);
        Assert.Single(_trace, "second");
        Assert.Equal(ExecutionStatus.Succeeded, _engine.RunToEnd().Status);
    }

    private void StartAndLose(Func<IDurableContext, Task<bool>> function)
    {
        _engine.Store.Holds = true;
        _engine.Start(function);
        _engine.RunUntilIdle();
        var head = _engine.Head;
        Assert.True(_engine.Disk.CommitAsync(new Checkpoint(head with { Version = head.Version + 1, CommitId = "somebody else" }, default)).AsTask().Result);
        _engine.Store.HeldCommit.Complete();
        _engine.Store.Holds = false;
        _engine.RunUntilIdle();
    }

    private async Task<bool> TwoStepsAsync(IDurableContext context)
    {
        await StepAsync(context, "first");
        _trace.Add("between");
        return await StepAsync(context, "second");
    }

    private Task<bool> StepAsync(IDurableContext context, string name) => context.StepAsync(
        (_, _) =>
        {
            _trace.Add(name);
            return Task.FromResult(true);
        },
        name);
}
