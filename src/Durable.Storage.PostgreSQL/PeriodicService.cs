using Microsoft.Extensions.Hosting;

namespace Durable.Storage.PostgreSQL;

/// <summary>Looks at the database from when the host has started until it stops. A look that fails is repeated at the next interval.</summary>
/// <param name="timeProvider">The host's clock.</param>
internal abstract class PeriodicService(TimeProvider timeProvider) : IHostedLifecycleService, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Task _run = Task.CompletedTask;

    /// <summary>How often to look; null when there is nothing to look at in this host.</summary>
    protected abstract TimeSpan? Interval { get; }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        if (Interval is { } interval)
        {
            _run = RunAsync(interval);
        }

        return Task.CompletedTask;
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _run;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Looks once.</summary>
    protected abstract Task LookAsync(CancellationToken cancellationToken);

    /// <summary>A look has failed.</summary>
    protected abstract void OnFailed(Exception exception);

    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stop.Dispose();
        }
    }

    private async Task RunAsync(TimeSpan interval)
    {
        using var timer = new PeriodicTimer(interval, timeProvider);
        try
        {
            do
            {
                try
                {
                    await LookAsync(_stop.Token);
                }
                catch (Exception exception) when (exception is not OperationCanceledException)
                {
                    OnFailed(exception);
                }
            }
            while (await timer.WaitForNextTickAsync(_stop.Token));
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }
}
