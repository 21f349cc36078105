using Durable.Model;

namespace Durable.Core.Engine;

/// <summary>Starts the executions that an execution has invoked, and repeats that until it is known what became of it. Used in its turns only.</summary>
/// <param name="execution">The invoking execution.</param>
internal sealed class InvokeDeliveries(Execution execution)
{
    private List<Task>? _deliveries;

    /// <summary>Invokes whose execution is not known to exist.</summary>
    public int Open { get; private set; }

    /// <summary>Completes when none is under way.</summary>
    public Task WhenDoneAsync() => _deliveries is null ? Task.CompletedTask : Task.WhenAll(_deliveries);

    /// <summary>Starts an invoked execution.</summary>
    /// <param name="invoke">The invoke.</param>
    /// <param name="sequence">Number of its record; 0 when the log had it before this activation.</param>
    public void Begin(Operation invoke, long sequence)
    {
        Open++;
        _deliveries ??= [];
        _deliveries.RemoveAll(static delivery => delivery.IsCompleted);
        _deliveries.Add(DeliverAsync(invoke, sequence));
    }

    /// <summary>It is known what became of one.</summary>
    public void End() => Open--;

    private async Task DeliverAsync(Operation invoke, long sequence)
    {
        // An output like any other: what is not in the log must not exist.
        if (!await execution.WhenDurableAsync(sequence))
        {
            return;
        }

        var start = execution.StartOf(invoke);
        for (var attempt = 1; execution.MayInvoke; attempt++)
        {
            try
            {
                execution.OnInvokeDelivered(invoke.Id, await execution.Host.Peers.StartAsync(start, CancellationToken.None));
                return;
            }
            catch (Exception exception)
            {
                execution.OnInvokeNotDelivered(start, exception, attempt);
            }

            await execution.PauseAsync(attempt);
        }
    }
}
