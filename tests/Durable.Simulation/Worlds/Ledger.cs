using Durable.Core.Log;
using Durable.Core.Log.Records;
using Durable.Model;
using Durable.Storage;

namespace Durable.Simulation.Worlds;

/// <summary>Sits right above the disk and looks at all that is written: what must hold at every moment is checked there.</summary>
/// <param name="disk">The disk.</param>
/// <param name="verdict">Hears of what must not be.</param>
internal sealed class Ledger(ICheckpointStore disk, Verdict verdict) : ICheckpointStore
{
    private readonly Dictionary<ExecutionId, LedgerEntry> _entries = [];
    private readonly List<LedgerEntry> _inOrder = [];

    /// <summary>All executions, in the order of their creation.</summary>
    public IReadOnlyList<LedgerEntry> Entries => _inOrder;

    /// <summary>How many executions have not ended, or somebody has yet to be told.</summary>
    public int Open { get; private set; }

    /// <summary>Called after each commit.</summary>
    public Action<LedgerEntry, IReadOnlyList<LogRecord>>? Committed { get; set; }

    /// <summary>An execution; null when it was never created.</summary>
    public LedgerEntry? Find(ExecutionId id) => _entries.GetValueOrDefault(id);

    public async ValueTask<ExecutionHead?> CreateAsync(ExecutionHead head, CancellationToken cancellationToken = default)
    {
        var existing = await disk.CreateAsync(head, cancellationToken);
        if (existing is null)
        {
            var entry = new LedgerEntry(_inOrder.Count, head, verdict);
            entry.Require(head.Invoker is not { } invoker || IsInLog(invoker), "it was started before its invoke was in the log");
            verdict.Require(_entries.TryAdd(head.Id, entry), $"Execution {head.Id} was created twice.");
            _inOrder.Add(entry);
            Open++;
        }

        return existing;
    }

    public async ValueTask<bool> CommitAsync(Checkpoint checkpoint, CancellationToken cancellationToken = default)
    {
        if (!await disk.CommitAsync(checkpoint, cancellationToken))
        {
            return false;
        }

        var entry = _entries[checkpoint.Head.Id];
        var wasOpen = entry.IsOpen;
        var records = entry.Take(checkpoint);
        Open -= wasOpen && !entry.IsOpen ? 1 : 0;
        Committed?.Invoke(entry, records);
        return true;
    }

    public ValueTask<StoredExecution?> LoadAsync(ExecutionId id, CancellationToken cancellationToken = default) => disk.LoadAsync(id, cancellationToken);

    public ValueTask<ExecutionHead?> ReadHeadAsync(ExecutionId id, bool includeData, CancellationToken cancellationToken = default) =>
        disk.ReadHeadAsync(id, includeData, cancellationToken);

    public ValueTask<HeadPage> ListAsync(ExecutionQuery query, CancellationToken cancellationToken = default) => disk.ListAsync(query, cancellationToken);

    // Executions that others have invoked have names of chance, and nothing may depend on these.
    public async ValueTask<IReadOnlyList<DueExecution>> ReadDueAsync(DueQuery query, CancellationToken cancellationToken = default) =>
        [.. (await disk.ReadDueAsync(query, cancellationToken)).OrderBy(static due => due.WakeUp.At).ThenBy(due => _entries[due.Id].Ordinal)];

    public ValueTask<int> DeleteExpiredAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken = default) =>
        disk.DeleteExpiredAsync(now, limit, cancellationToken);

    // Of a run that is over nobody can say any more.
    private bool IsInLog(ExecutionInvoker invoker) =>
        Find(invoker.ExecutionId) is { } parent
        && (parent.Head.RunId != invoker.RunId || parent.Log.Find(invoker.OperationId) is { Type: OperationType.ChainedInvoke });

    /// <summary>What is stored in the end is what was seen to be written.</summary>
    public async Task CheckDiskAsync()
    {
        foreach (var entry in _inOrder)
        {
            var stored = await disk.LoadAsync(entry.Head.Id);
            entry.Require(stored is not null, "it is gone");
            entry.Require(OperationLog.TryFold(stored!, out var log) && log.Count == entry.Log.Count, "its log cannot be read in the end");
            entry.Require(stored!.Head.Version == entry.Head.Version && stored.Head.Status == entry.Head.Status, "its head is another one in the end");
        }
    }
}
