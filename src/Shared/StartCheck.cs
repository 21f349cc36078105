namespace Durable.Storage.Shared;

/// <summary>
/// Asks a database before anything else of the host starts: a wrong name or a missing right is to fail the start, with its reason, and not every
/// execution afterwards.
/// </summary>
internal abstract class StartCheck : Microsoft.Extensions.Hosting.IHostedLifecycleService
{
    public abstract Task StartingAsync(CancellationToken cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
