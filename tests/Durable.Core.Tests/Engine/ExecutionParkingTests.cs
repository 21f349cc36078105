using Durable.Core.Codecs;
using Durable.Core.Engine;
using Durable.Core.Hosting;
using Durable.Storage;
using Durable.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Durable.Core.Tests.Engine;

/// <summary>Several may find at the same time that an execution cannot go on, and each is heard only as long as nothing has been written since.</summary>
public sealed class ExecutionParkingTests
{
    private static readonly CheckpointStoreException s_reason = new(StoreFailure.Fatal, "It is damaged.");

    private readonly InMemoryCheckpointStore _store = new();
    private readonly ManualTimeProvider _clock = new();
    private readonly ExecutionParking _parking;

    public ExecutionParkingTests()
    {
        var store = new ExecutionStore(_store, PayloadCodecs.None, timeProvider: _clock);
        _parking = new ExecutionParking(store, _clock, NullLogger.Instance, new HostLag(_clock));
    }

    [Fact]
    public async Task What_cannot_go_on_is_parked_with_the_reason()
    {
        var seen = await CreateAsync();

        Assert.True(await _parking.TryParkAsync(seen, s_reason, CancellationToken.None));

        var head = await ReadAsync(seen.Id);
        Assert.Equal((s_reason.Message, null), (head.Error!.ErrorMessage, head.WakeUp));
        Assert.NotNull(head.ParkedAt);
    }

    [Fact]
    public async Task Who_comes_too_late_does_not_undo_a_resume()
    {
        var seen = await CreateAsync();
        await _parking.TryParkAsync(seen, s_reason, CancellationToken.None);
        var resumed = await _parking.UnparkAsync(seen.Id, isByHand: true, CancellationToken.None);

        Assert.False(await _parking.TryParkAsync(seen, s_reason, CancellationToken.None));

        var head = await ReadAsync(seen.Id);
        Assert.Equal((resumed!.Version, null), (head.Version, head.ParkedAt));
    }

    [Fact]
    public async Task What_somebody_else_has_carried_on_is_not_parked()
    {
        var seen = await CreateAsync();
        Assert.True(await _store.CommitAsync(new Checkpoint(seen.Next(), default)));

        Assert.False(await _parking.TryParkAsync(seen, s_reason, CancellationToken.None));

        Assert.Null((await ReadAsync(seen.Id)).ParkedAt);
    }

    [Fact]
    public async Task What_has_ended_is_not_parked()
    {
        var seen = await CreateAsync();
        await _parking.TryParkAsync(seen, s_reason, CancellationToken.None);
        var stopped = await _parking.StopAsync(seen.Id, null, CancellationToken.None);

        Assert.False(await _parking.TryParkAsync(stopped!, s_reason, CancellationToken.None));

        Assert.Equal(ExecutionStatus.Stopped, (await ReadAsync(seen.Id)).Status);
    }

    private async Task<ExecutionHead> CreateAsync()
    {
        var head = SampleHeads.New(_clock.GetUtcNow());
        Assert.Null(await _store.CreateAsync(head));
        return head;
    }

    private async Task<ExecutionHead> ReadAsync(ExecutionId id) => (await _store.ReadHeadAsync(id, includeData: true))!;
}
