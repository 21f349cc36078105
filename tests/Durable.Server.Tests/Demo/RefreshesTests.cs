using Durable.Silo.Demo.Display;
using Durable.Testing;

namespace Durable.Server.Tests.Demo;

public sealed class RefreshesTests : IDisposable
{
    private readonly ManualTimeProvider _clock = new();
    private readonly SemaphoreSlim _shown = new(0);

    public void Dispose() => _shown.Dispose();

    [Fact]
    public async Task Progress_is_shown_at_once_then_in_an_interval_and_when_all_has_ended()
    {
        var ended = new TaskCompletionSource();
        var running = RunAsync(ended.Task, CancellationToken.None);
        await _shown.WaitAsync();

        _clock.Advance(TimeSpan.FromSeconds(1));
        await _shown.WaitAsync();
        ended.SetResult();
        await running;

        Assert.Equal(1, _shown.CurrentCount);
    }

    [Fact]
    public async Task Cancelling_ends_it_though_what_it_waits_for_has_not_noticed_yet()
    {
        using var cancellation = new CancellationTokenSource();
        var running = RunAsync(new TaskCompletionSource().Task, cancellation.Token);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal(1, _shown.CurrentCount);
    }

    private Task RunAsync(Task ended, CancellationToken cancellationToken) =>
        Refreshes.RunAsync(() => _shown.Release(), TimeSpan.FromSeconds(1), ended, _clock, cancellationToken);
}
