using Durable.Core.Hosting;
using Durable.Core.Operations.Invokes;
using Durable.Model;
using Durable.Storage;
using Durable.Testing;

namespace Durable.Core.Tests.Engine;

/// <summary>The start of an invoked execution may take its time.</summary>
public sealed class InvokeDeliveryTests : IExecutionPeers
{
    private readonly EngineHarness _engine = new();
    private readonly TaskCompletionSource<InvokedStartAnswer> _started = new();

    public InvokeDeliveryTests() => _engine.Peers = this;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_execution_stays_in_memory_until_what_it_invoked_has_started_and_is_not_woken_meanwhile(bool isAwaited)
    {
        _engine.Start(async context =>
        {
            var invoke = context.InvokeAsync<int, int>("other", 1);
            await (isAwaited ? invoke : context.WaitAsync(TimeSpan.FromDays(7)));
            return 1;
        });
        _engine.Advance(TimeSpan.FromMinutes(5));
        var turns = _engine.Current.Turns;
        _engine.Advance(TimeSpan.FromDays(1));

        Assert.Equal((ActivationState.Running, turns), (_engine.Current.State, _engine.Current.Turns));

        _started.SetResult(new InvokedStartAnswer("3"));
        _engine.RunUntilIdle();
        Assert.Equal(ActivationState.Running, _engine.Current.State);

        _engine.Advance(_engine.Options.HibernateAfter);
        Assert.Equal(ActivationState.Released, _engine.Current.State);
    }

    Task<InvokedStartAnswer> IExecutionPeers.StartAsync(InvokedStart start, CancellationToken cancellationToken) => _started.Task;

    Task<bool> IExecutionPeers.NotifyCompletedAsync(ExecutionInvoker invoker, InvokeOutcome end, CancellationToken cancellationToken) => Task.FromResult(true);

    Task IExecutionPeers.StopAsync(ExecutionId executionId, ErrorObject error, CancellationToken cancellationToken) => Task.CompletedTask;
}
