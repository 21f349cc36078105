using Microsoft.Extensions.Hosting;

namespace Durable.Storage.Schema;

/// <summary>
/// Asks the database before anything else of the host starts: a wrong name or a missing right is to fail the start, with its reason, and not every
/// execution afterwards.
/// </summary>
internal sealed class SchemaCheck(ICheckpointStore store) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        // Somebody may have chosen another store after this one.
        if (store is PostgreSQLCheckpointStore database)
        {
            await database.RequireSchemaAsync(cancellationToken);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
