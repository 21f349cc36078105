using Durable.Core.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Durable.Grains.Executions;

/// <summary>Has the silo notice jumps of its clock, and tells the executions in its memory.</summary>
internal sealed class SiloClock(
    ClockWatch clock, SiloExecutions executions, [FromKeyedServices(TimeProviderNames.SystemTimers)] TimeProvider timers) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        clock.Jumped += OnClockJumped;
        clock.Start(timers);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        clock.Dispose();
        return Task.CompletedTask;
    }

    private void OnClockJumped(object? sender, ClockJump jump)
    {
        foreach (var execution in executions.RunningSnapshot)
        {
            _ = execution.PostAsync(inTurn => inTurn.OnClockJumped(jump));
        }
    }
}
