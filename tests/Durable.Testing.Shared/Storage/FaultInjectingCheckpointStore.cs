using Durable.Storage;

namespace Durable.Testing;

/// <summary>A store that counts its requests and does to them what a test has ordered; otherwise the inner store.</summary>
/// <param name="inner">The store that does the work.</param>
/// <remarks>Faults ordered for a kind of request hit the next ones of that kind, one each, in the order they were ordered.</remarks>
public sealed class FaultInjectingCheckpointStore(ICheckpointStore inner) : IMeteredCheckpointStore
{
    private static readonly int Kinds = Enum.GetValues<StoreRequestKind>().Length;

    private readonly Lock _lock = new();
    private readonly Queue<StoreFault>[] _faults = [.. Enumerable.Range(0, Kinds).Select(static _ => new Queue<StoreFault>())];
    private readonly long[] _counts = new long[Kinds];
    private readonly HashSet<Task> _underWay = [];
    private readonly Dictionary<ExecutionId, long> _writes = [];

    /// <inheritdoc/>
    public StorageUsage TotalUsage => (inner as IMeteredCheckpointStore)?.TotalUsage ?? new StorageUsage(Writes, Writes, 0, 0);

    /// <inheritdoc/>
    public StorageUsage UsageOf(string functionName)
    {
        if (inner is IMeteredCheckpointStore metered)
        {
            return metered.UsageOf(functionName);
        }

        lock (_lock)
        {
            var writes = _writes.Where(one => one.Key.FunctionName == functionName).Sum(static one => one.Value);
            return new StorageUsage(writes, writes, 0, 0);
        }
    }

    /// <summary>What the inner store says; where it counts nothing, a unit for each write.</summary>
    /// <inheritdoc/>
    public ValueTask<StorageUsage?> ReadUsageAsync(ExecutionId id, CancellationToken cancellationToken = default)
    {
        if (inner is IMeteredCheckpointStore metered)
        {
            return metered.ReadUsageAsync(id, cancellationToken);
        }

        lock (_lock)
        {
            return new(_writes.TryGetValue(id, out var writes) ? new StorageUsage(writes, writes, 0, 0) : null);
        }
    }

    /// <summary>Requests that write: creations and commits.</summary>
    public long Writes => Count(StoreRequestKind.Create) + Count(StoreRequestKind.Commit);

    /// <summary>Requests of a kind so far, failed ones included.</summary>
    /// <param name="kind">The kind.</param>
    public long Count(StoreRequestKind kind)
    {
        lock (_lock)
        {
            return _counts[(int)kind];
        }
    }

    /// <summary>Completes when the inner store has answered all that it has been asked by now. What a test holds back has not been asked.</summary>
    public Task WhenAnsweredAsync()
    {
        lock (_lock)
        {
            return Task.WhenAll(_underWay);
        }
    }

    /// <summary>Counts from zero again.</summary>
    public void ResetCounts()
    {
        lock (_lock)
        {
            Array.Clear(_counts);
        }
    }

    /// <summary>Orders a fault for the next requests of a kind.</summary>
    /// <param name="kind">The kind of request.</param>
    /// <param name="fault">What happens to it.</param>
    /// <param name="times">How many requests it hits.</param>
    public void Inject(StoreRequestKind kind, StoreFault fault, int times = 1)
    {
        lock (_lock)
        {
            for (var i = 0; i < times; i++)
            {
                _faults[(int)kind].Enqueue(fault);
            }
        }
    }

    /// <summary>Holds the next request of a kind until the returned gate is opened.</summary>
    /// <param name="kind">The kind of request.</param>
    /// <param name="afterwards">Whether it is held with its answer, carried out, instead of before the store sees it.</param>
    public StoreGate Hold(StoreRequestKind kind, bool afterwards = false)
    {
        var gate = new StoreGate(afterwards);
        Inject(kind, gate);
        return gate;
    }

    /// <summary>Forgets the faults that have not hit a request yet.</summary>
    public void ClearFaults()
    {
        lock (_lock)
        {
            foreach (var faults in _faults)
            {
                faults.Clear();
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask<ExecutionHead?> CreateAsync(ExecutionHead head, CancellationToken cancellationToken = default) =>
        RunAsync(StoreRequestKind.Create, head, static (store, head, token) => store.CreateAsync(head, token), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> CommitAsync(Checkpoint checkpoint, CancellationToken cancellationToken = default) =>
        RunAsync(
            StoreRequestKind.Commit,
            checkpoint,
            static (store, checkpoint, token) => store.CommitAsync(checkpoint, token),
            cancellationToken);

    /// <inheritdoc/>
    public ValueTask<StoredExecution?> LoadAsync(ExecutionId id, CancellationToken cancellationToken = default) =>
        RunAsync(StoreRequestKind.Load, id, static (store, id, token) => store.LoadAsync(id, token), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<LogPart?> ReadLogAsync(LogQuery query, CancellationToken cancellationToken = default) =>
        RunAsync(StoreRequestKind.Load, query, static (store, query, token) => store.ReadLogAsync(query, token), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ExecutionHead?> ReadHeadAsync(ExecutionId id, bool includeData, CancellationToken cancellationToken = default) =>
        RunAsync(
            StoreRequestKind.ReadHead,
            (id, includeData),
            static (store, request, token) => store.ReadHeadAsync(request.id, request.includeData, token),
            cancellationToken);

    /// <inheritdoc/>
    public ValueTask<HeadPage> ListAsync(ExecutionQuery query, CancellationToken cancellationToken = default) =>
        RunAsync(StoreRequestKind.List, query, static (store, query, token) => store.ListAsync(query, token), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<DueExecution>> ReadDueAsync(DueQuery query, CancellationToken cancellationToken = default) =>
        RunAsync(StoreRequestKind.ReadDue, query, static (store, query, token) => store.ReadDueAsync(query, token), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<int> DeleteExpiredAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken = default) =>
        RunAsync(
            StoreRequestKind.DeleteExpired,
            (now, limit),
            static (store, request, token) => store.DeleteExpiredAsync(request.now, request.limit, token),
            cancellationToken);

    /// <inheritdoc/>
    public ValueTask CheckWritesAsync(CancellationToken cancellationToken = default) => inner.CheckWritesAsync(cancellationToken);

    private static async ValueTask<TAnswer> RunAsync<TAnswer>(
        StoreFault fault, Func<ValueTask<TAnswer>> request, CancellationToken cancellationToken)
    {
        await fault.BeforeAsync(cancellationToken);
        var answer = await request();
        await fault.AfterAsync(cancellationToken);
        return answer;
    }

    private ValueTask<TAnswer> RunAsync<TRequest, TAnswer>(
        StoreRequestKind kind,
        TRequest request,
        Func<ICheckpointStore, TRequest, CancellationToken, ValueTask<TAnswer>> call,
        CancellationToken cancellationToken)
    {
        StoreFault? fault;
        lock (_lock)
        {
            _counts[(int)kind]++;
            if (IdOfWrite(request) is { } id)
            {
                _writes[id] = _writes.GetValueOrDefault(id) + 1;
            }

            _faults[(int)kind].TryDequeue(out fault);
        }

        return fault is null
            ? Note(call(inner, request, cancellationToken))
            : RunAsync(fault, () => Note(call(inner, request, cancellationToken)), cancellationToken);
    }

    private static ExecutionId? IdOfWrite<TRequest>(TRequest request) => request switch
    {
        ExecutionHead created => created.Id,
        Checkpoint checkpoint => checkpoint.Head.Id,
        _ => null,
    };

    private ValueTask<TAnswer> Note<TAnswer>(ValueTask<TAnswer> request)
    {
        if (request.IsCompleted)
        {
            return request;
        }

        var answer = request.AsTask();
        var underWay = answer.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        lock (_lock)
        {
            _underWay.RemoveWhere(static task => task.IsCompleted);
            _underWay.Add(underWay);
        }

        return new ValueTask<TAnswer>(answer);
    }
}
