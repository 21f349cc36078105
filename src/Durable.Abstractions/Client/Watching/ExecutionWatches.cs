using System.Runtime.CompilerServices;

namespace Durable;

/// <summary>The executions that a process watches: each once, however many look at it.</summary>
internal sealed class ExecutionWatches(HostDurableClient client, TimeProvider timeProvider)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ExecutionId, ExecutionWatch> _watches = [];

    /// <inheritdoc cref="IDurableClient.WatchAsync"/>
    public async IAsyncEnumerable<ExecutionDescription> WatchAsync(ExecutionId id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var watch = Enter(id);
        try
        {
            var seen = 0L;
            while (true)
            {
                var (latest, changed) = watch.Look();
                if (latest is null || latest.Usage.Checkpoints <= seen)
                {
                    await changed.WaitAsync(cancellationToken);
                    continue;
                }

                yield return latest;
                if (latest.Status != ExecutionStatus.Running)
                {
                    yield break;
                }

                seen = latest.Usage.Checkpoints;
            }
        }
        finally
        {
            Exit(watch);
        }
    }

    private ExecutionWatch Enter(ExecutionId id)
    {
        lock (_lock)
        {
            if (!_watches.TryGetValue(id, out var watch) || watch.IsOver)
            {
                _watches[id] = watch = new ExecutionWatch(id, client, timeProvider);

                // Not in the flow of whoever happens to look first.
                using (ExecutionContext.SuppressFlow())
                {
                    _ = Task.Run(watch.RunAsync);
                }
            }

            watch.Viewers++;
            return watch;
        }
    }

    private void Exit(ExecutionWatch watch)
    {
        lock (_lock)
        {
            if (--watch.Viewers > 0)
            {
                return;
            }

            if (_watches.TryGetValue(watch.Id, out var current) && current == watch)
            {
                _watches.Remove(watch.Id);
            }
        }

        watch.Dispose();
    }
}
