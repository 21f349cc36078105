using Durable.Core.Queries.Waiting;
using Durable.Grains.Contracts;

namespace Durable.Grains.WakeUps;

/// <summary>Counts the executions that are stuck once in a while, for the metrics of its silo.</summary>
[KeepAlive]
internal sealed class StuckCountGrain(StuckCount stuck) : Grain, IStuckCountGrain
{
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (stuck.Interval is { } interval)
        {
            this.RegisterGrainTimer(
                static (count, token) => count.CountAsync(token),
                stuck,
                new GrainTimerCreationOptions(interval, interval) { Interleave = true, KeepAlive = true });
        }

        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        stuck.Forget();
        return Task.CompletedTask;
    }

    public Task EnsureAsync() => Task.CompletedTask;
}
