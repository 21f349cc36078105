using System.Runtime.InteropServices;
using Durable.Storage;

namespace Durable.Embedded;

/// <summary>Promises of those who wait for executions to end. In this process every end is announced, so nobody polls.</summary>
internal sealed class CompletionSignals
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ExecutionId, Signal> _signals = [];

    /// <summary>The end of an execution, from now on. Dispose when no longer waiting.</summary>
    public Subscription Subscribe(ExecutionId id)
    {
        lock (_lock)
        {
            ref var signal = ref CollectionsMarshal.GetValueRefOrAddDefault(_signals, id, out _);
            signal ??= new Signal();
            signal.Subscribers++;
            return new Subscription(this, id, signal);
        }
    }

    /// <summary>An execution has ended.</summary>
    public void Announce(ExecutionHead head)
    {
        Signal? signal;
        lock (_lock)
        {
            _signals.Remove(head.Id, out signal);
        }

        signal?.Promise.SetResult(head);
    }

    private void Unsubscribe(ExecutionId id, Signal signal)
    {
        lock (_lock)
        {
            if (--signal.Subscribers == 0 && _signals.TryGetValue(id, out var current) && current == signal)
            {
                _signals.Remove(id);
            }
        }
    }

    internal readonly struct Subscription(CompletionSignals signals, ExecutionId id, Signal signal) : IDisposable
    {
        /// <summary>The head of the execution when it has ended.</summary>
        public Task<ExecutionHead> Ended => signal.Promise.Task;

        public void Dispose() => signals.Unsubscribe(id, signal);
    }

    internal sealed class Signal
    {
        public TaskCompletionSource<ExecutionHead> Promise { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Subscribers { get; set; }
    }
}
