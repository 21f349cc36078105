using Durable.Storage;
using Durable.Testing;

namespace Durable.Core.Tests.Engine;

public sealed class StoreFailureTests
{
    private readonly EngineHarness _engine = new();
    private readonly List<string> _bodies = [];

    [Fact]
    public void A_commit_that_failed_for_the_moment_is_tried_again()
    {
        _engine.Disk.Inject(StoreRequestKind.Commit, StoreFault.FailBefore(), times: 3);
        _engine.Start(TwoStepsAsync);

        Assert.True(_engine.RunToResult<bool>());
        Assert.Equal(3 + 3, _engine.Writes);
    }

    [Fact]
    public void A_commit_that_is_tried_again_is_the_same_commit()
    {
        _engine.Disk.Inject(StoreRequestKind.Commit, StoreFault.FailBefore());
        _engine.Start(TwoStepsAsync);
        _engine.RunToEnd();

        var tries = _engine.Store.Commits.Take(2).ToArray();
        Assert.Equal(tries[0].Checkpoint.Head, tries[1].Checkpoint.Head);
        Assert.Equal(tries[0].Checkpoint.Records.ToArray(), tries[1].Checkpoint.Records.ToArray());
    }

    [Fact]
    public void Tries_are_further_and_further_apart_up_to_the_longest_delay()
    {
        _engine.Disk.Inject(StoreRequestKind.Commit, StoreFault.FailBefore(), times: 20);
        _engine.Start(static _ => Task.FromResult(1));

        var ceiling = _engine.Options.InitialStoreRetryDelay;
        for (var i = 0; i < 20; i++)
        {
            _engine.RunUntilIdle();
            var delay = _engine.Clock.NextDueAt!.Value - _engine.Clock.GetUtcNow();
            Assert.InRange(delay, (ceiling / 2) - TimeSpan.FromMilliseconds(1), ceiling);
            _engine.Clock.AdvanceToNextTimer();
            ceiling = ceiling * 2 < _engine.Options.MaxStoreRetryDelay ? ceiling * 2 : _engine.Options.MaxStoreRetryDelay;
        }

        _engine.RunUntilIdle();
        Assert.Equal(ActivationState.Closed, _engine.Current.State);
    }

    [Fact]
    public void Nothing_overtakes_a_commit_that_is_being_tried_again()
    {
        _engine.Disk.Inject(StoreRequestKind.Commit, StoreFault.FailBefore(), times: 5);
        _engine.Start(async context =>
        {
            await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => context.RunInChildContextAsync((child, _) => TwoStepsAsync(child))));
            return true;
        });
        _engine.RunToEnd();

        var versions = _engine.Store.Commits.Select(static commit => commit.Checkpoint.Head.Version).ToArray();
        Assert.Equal(versions.Order(), versions);
        Assert.Equal(ExecutionStatus.Succeeded, _engine.Head.Status);
    }

    [Fact]
    public void What_comes_up_while_a_commit_is_tried_again_gathers_behind_it()
    {
        var slow = new TaskCompletionSource();
        _engine.Disk.Inject(StoreRequestKind.Commit, StoreFault.FailBefore());
        _engine.Start(async context =>
        {
            await Task.WhenAll(
                context.RunInChildContextAsync((child, _) => TwoStepsAsync(child)),
                context.RunInChildContextAsync(async (child, _) =>
                {
                    await child.StepAsync((_, _) => slow.Task);
                    return await TwoStepsAsync(child);
                }));
            return true;
        });
        _engine.RunUntilIdle();
        slow.SetResult();
        _engine.RunUntilIdle();

        Assert.Single(_engine.Store.Commits);
        Assert.Equal(ExecutionStatus.Succeeded, _engine.RunToEnd().Status);
    }

    [Fact]
    public void An_unknown_outcome_that_was_applied_is_recognised_by_its_commit_id()
    {
        _engine.Disk.Inject(StoreRequestKind.Commit, StoreFault.FailAfter());
        _engine.Start(TwoStepsAsync);

        Assert.True(_engine.RunToResult<bool>());
        Assert.Equal(3, _engine.Writes);
        Assert.Equal(1, _engine.Disk.Count(StoreRequestKind.ReadHead));
        Assert.Equal(["first", "second"], _bodies);
    }

    [Fact]
    public void An_unknown_outcome_that_was_not_applied_is_tried_again()
    {
        _engine.Disk.Inject(StoreRequestKind.Commit, StoreFault.FailBefore(StoreFailure.UnknownOutcome));
        _engine.Start(TwoStepsAsync);

        Assert.True(_engine.RunToResult<bool>());
        Assert.Equal(4, _engine.Writes);
        Assert.Equal(["first", "second"], _bodies);
    }

    [Theory]
    [InlineData(StoreFailure.Transient)]
    [InlineData(StoreFailure.UnknownOutcome)]
    public void An_unknown_outcome_stays_unknown_until_the_head_can_be_read(StoreFailure failure)
    {
        _engine.Disk.Inject(StoreRequestKind.Commit, StoreFault.FailAfter());
        _engine.Disk.Inject(StoreRequestKind.ReadHead, StoreFault.FailBefore(failure), times: 3);
        _engine.Start(TwoStepsAsync);
        _engine.RunUntilIdle();
        Assert.Equal(["first"], _bodies);

        Assert.True(_engine.RunToResult<bool>());
        Assert.Equal(3, _engine.Writes);
        Assert.Equal(4, _engine.Disk.Count(StoreRequestKind.ReadHead));
    }

    [Fact]
    public void An_exception_the_store_does_not_declare_is_an_unknown_outcome()
    {
        _engine.Disk.Inject(StoreRequestKind.Commit, new Throwing());
        _engine.Start(TwoStepsAsync);

        Assert.True(_engine.RunToResult<bool>());
        Assert.Equal(1, _engine.Disk.Count(StoreRequestKind.ReadHead));
    }

    [Fact]
    public void An_unknown_outcome_after_which_somebody_else_wrote_ends_the_activation()
    {
        _engine.Store.Holds = true;
        _engine.Start(TwoStepsAsync);
        _engine.RunUntilIdle();
        WriteAsSomebodyElse();
        _engine.Disk.Inject(StoreRequestKind.Commit, StoreFault.FailBefore(StoreFailure.UnknownOutcome));
        _engine.Store.HeldCommit.Complete();
        _engine.Store.Holds = false;
        _engine.RunUntilIdle();

        Assert.Equal(ActivationState.Faulted, _engine.Current.State);
        Assert.Equal(["first"], _bodies);
    }

    [Fact]
    public void A_commit_that_is_refused_once_is_made_all_the_same()
    {
        _engine.Disk.Inject(StoreRequestKind.Commit, StoreFault.FailBefore(StoreFailure.Fatal));
        _engine.Start(TwoStepsAsync);

        Assert.True(_engine.RunToResult<bool>());
        Assert.Equal(1, _engine.Disk.Count(StoreRequestKind.ReadHead));
        Assert.Equal(["first", "second"], _bodies);
    }

    [Fact]
    public void While_the_store_refuses_reads_too_its_commit_is_waited_for()
    {
        _engine.Disk.Inject(StoreRequestKind.Commit, StoreFault.FailBefore(StoreFailure.Fatal), times: 20);
        _engine.Disk.Inject(StoreRequestKind.ReadHead, StoreFault.FailBefore(StoreFailure.Fatal), times: 20);
        _engine.Start(TwoStepsAsync);

        Assert.True(_engine.RunToResult<bool>());
        Assert.Equal(["first", "second"], _bodies);
    }

    [Fact]
    public void A_commit_that_is_refused_again_though_the_store_can_be_read_ends_the_activation_and_not_the_execution()
    {
        _engine.Disk.Inject(StoreRequestKind.Commit, StoreFault.FailBefore(StoreFailure.Fatal), times: 2);
        _engine.Start(TwoStepsAsync);
        _engine.RunUntilIdle();

        Assert.Equal(StoreFailure.Fatal, Assert.IsType<CheckpointStoreException>(_engine.Current.Fault).Failure);
        Assert.Equal(["first"], _bodies);
        Assert.True(_engine.RunToResult<bool>());
    }

    private void WriteAsSomebodyElse()
    {
        var head = _engine.Head;
        Assert.True(_engine.Disk.CommitAsync(new Checkpoint(head with { Version = head.Version + 1, CommitId = "somebody else" }, default)).AsTask().Result);
    }

    private async Task<bool> TwoStepsAsync(IDurableContext context)
    {
        await StepAsync(context, "first");
        return await StepAsync(context, "second");
    }

    private Task<bool> StepAsync(IDurableContext context, string name) => context.StepAsync(
        (_, _) =>
        {
            _bodies.Add(name);
            return Task.FromResult(true);
        },
        name);

    private sealed class Throwing : StoreFault
    {
        protected internal override Task BeforeAsync(CancellationToken cancellationToken) => throw new IOException("The line is down.");
    }
}
