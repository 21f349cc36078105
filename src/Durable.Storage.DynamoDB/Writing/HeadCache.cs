using Durable.Storage.Items;

namespace Durable.Storage.Writing;

/// <summary>
/// The heads of executions that were written or loaded here last, up to a number of bytes. Only a hint: the version in it is the condition
/// of the write that is made from it, and what one version of a run says never changes.
/// </summary>
internal sealed class HeadCache(long maxBytes)
{
    // What an entry takes beside its log bytes; roughly.
    private const int EntryBytes = 1024;

    private readonly Lock _lock = new();
    private readonly Dictionary<ExecutionId, LinkedListNode<HeadState>> _entries = [];
    private readonly LinkedList<HeadState> _newestFirst = [];
    private long _bytes;

    public HeadState? Find(ExecutionId id)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(id, out var node))
            {
                return null;
            }

            _newestFirst.Remove(node);
            _newestFirst.AddFirst(node);
            return node.Value;
        }
    }

    public void Set(HeadState state)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue(state.Head.Id, out var known)
                && known.Value.Head.RunId == state.Head.RunId && known.Value.Head.Version > state.Head.Version)
            {
                // A slow reader comes back with what was true when it began.
                return;
            }

            RemoveEntry(state.Head.Id);
            _entries[state.Head.Id] = _newestFirst.AddFirst(state);
            _bytes += Size(state);
            while (_bytes > maxBytes && _newestFirst.Last is { } oldest)
            {
                RemoveEntry(oldest.Value.Head.Id);
            }
        }
    }

    /// <summary>The items of those runs are gone.</summary>
    public void ForgetEndedRuns(ExecutionId id, IReadOnlyList<string> runIds)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue(id, out var node))
            {
                node.Value = node.Value with { EndedRuns = [.. node.Value.EndedRuns.Except(runIds)] };
            }
        }
    }

    public void Remove(ExecutionId id)
    {
        lock (_lock)
        {
            RemoveEntry(id);
        }
    }

    private static int Size(HeadState state) => EntryBytes + state.TailBytes;

    private void RemoveEntry(ExecutionId id)
    {
        if (_entries.Remove(id, out var node))
        {
            _newestFirst.Remove(node);
            _bytes -= Size(node.Value);
        }
    }
}
