using System.Collections.Concurrent;

namespace Durable.Embedded;

/// <summary>
/// The executions in memory, at most one activation each. A slot is taken before the store is asked, so that two callers never load or
/// create the same execution twice.
/// </summary>
internal sealed class ActivationTable
{
    private readonly ConcurrentDictionary<ExecutionId, Slot> _slots = new();

    public int Count => _slots.Count;

    public ICollection<Slot> Slots => _slots.Values;

    /// <summary>Takes the slot of an execution.</summary>
    /// <returns>The slot, and whether it is the caller's to fill.</returns>
    public (Slot Slot, bool IsMine) Take(ExecutionId id)
    {
        var mine = new Slot(id);
        var slot = _slots.GetOrAdd(id, mine);
        return (slot, slot == mine);
    }

    public Slot? Find(ExecutionId id) => _slots.GetValueOrDefault(id);

    /// <summary>Frees a slot, whoever waits for its activation gets none.</summary>
    public void Free(Slot slot)
    {
        _slots.TryRemove(KeyValuePair.Create(slot.Id, slot));
        slot.SetNone();
    }

    /// <summary>The place of one execution.</summary>
    internal sealed class Slot(ExecutionId id)
    {
        private readonly TaskCompletionSource<Activation?> _activation = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ExecutionId Id { get; } = id;

        /// <summary>The activation, once it is there; null when it turned out that there is none to be had.</summary>
        public Task<Activation?> Activation => _activation.Task;

        public void Set(Activation activation) => _activation.TrySetResult(activation);

        public void SetNone() => _activation.TrySetResult(null);
    }
}
