using Durable.Testing;

namespace Durable.Storage.Tests.Testing;

public sealed class FaultInjectingCheckpointStoreTests
{
    private readonly FaultInjectingCheckpointStore _store = new(new InMemoryCheckpointStore());
    private readonly ExecutionHead _head = SampleHeads.New(ManualTimeProvider.DefaultStart);

    [Fact]
    public async Task A_request_that_fails_before_has_no_effect()
    {
        _store.Inject(StoreRequestKind.Create, StoreFault.FailBefore());

        var failure = await Assert.ThrowsAsync<CheckpointStoreException>(() => _store.CreateAsync(_head).AsTask());

        Assert.Equal(StoreFailure.Transient, failure.Failure);
        Assert.Null(await _store.CreateAsync(_head));
    }

    [Fact]
    public async Task A_request_that_fails_after_has_its_effect()
    {
        _store.Inject(StoreRequestKind.Create, StoreFault.FailAfter());

        var failure = await Assert.ThrowsAsync<CheckpointStoreException>(() => _store.CreateAsync(_head).AsTask());

        Assert.Equal(StoreFailure.UnknownOutcome, failure.Failure);
        Assert.Equal(_head, await _store.CreateAsync(_head));
    }

    [Fact]
    public async Task A_held_request_reaches_the_store_when_its_gate_is_opened()
    {
        var gate = _store.Hold(StoreRequestKind.Create);
        var creating = _store.CreateAsync(_head).AsTask();
        await gate.Reached;
        Assert.Null(await _store.LoadAsync(_head.Id));

        gate.Open();

        Assert.Null(await creating);
        Assert.NotNull(await _store.LoadAsync(_head.Id));
    }

    [Fact]
    public async Task An_answer_can_be_held_too()
    {
        var gate = _store.Hold(StoreRequestKind.Create, afterwards: true);
        var creating = _store.CreateAsync(_head).AsTask();
        await gate.Reached;
        Assert.NotNull(await _store.LoadAsync(_head.Id));
        Assert.False(creating.IsCompleted);

        gate.Fail(new TimeoutException());

        await Assert.ThrowsAsync<TimeoutException>(() => creating);
    }

    [Fact]
    public async Task A_dropped_answer_leaves_the_caller_to_its_token()
    {
        using var source = new CancellationTokenSource();
        _store.Inject(StoreRequestKind.Create, StoreFault.DropAnswer());
        var creating = _store.CreateAsync(_head, source.Token).AsTask();
        Assert.False(creating.IsCompleted);

        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => creating);
        Assert.NotNull(await _store.LoadAsync(_head.Id));
    }

    [Fact]
    public async Task Requests_are_counted_by_kind_and_faults_hit_their_kind_only()
    {
        _store.Inject(StoreRequestKind.Commit, StoreFault.FailBefore(), times: 2);
        var commit = new Checkpoint(_head.Next(), default);

        await _store.CreateAsync(_head);
        await Assert.ThrowsAsync<CheckpointStoreException>(() => _store.CommitAsync(commit).AsTask());
        await Assert.ThrowsAsync<CheckpointStoreException>(() => _store.CommitAsync(commit).AsTask());
        Assert.True(await _store.CommitAsync(commit));

        Assert.Equal(1, _store.Count(StoreRequestKind.Create));
        Assert.Equal(3, _store.Count(StoreRequestKind.Commit));
        Assert.Equal(4, _store.Writes);
        Assert.Equal(0, _store.Count(StoreRequestKind.Load));
    }
}
