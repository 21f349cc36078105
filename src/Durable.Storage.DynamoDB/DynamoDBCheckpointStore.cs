using System.Diagnostics.Metrics;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Durable.Storage.Items;
using Durable.Storage.Reading;
using Durable.Storage.Requests;
using Durable.Storage.Shared;
using Durable.Storage.Tables;
using Durable.Storage.Writing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Durable.Storage;

/// <summary>Keeps executions in a DynamoDB table, for any number of processes.</summary>
/// <remarks>
/// <para>
/// An execution is one head item with the newest records inline. A commit replaces the head under the condition that its version is
/// still the expected one, and nothing else is ever a commit point. What does not fit is written to items of its own first, which do not
/// exist until the head refers to them.
/// </para>
/// <para>
/// Times are kept to the millisecond. Lists and due wake-ups lag behind commits by what DynamoDB's indexes lag.
/// </para>
/// </remarks>
public sealed class DynamoDBCheckpointStore : IMeteredCheckpointStore, IAsyncDisposable, IDisposable
{
    private const int ItemsAtOnce = 8;

    // Runs that end faster than their items are deleted wait for that.
    private const int MaxEndedRuns = 8;

    private readonly IAmazonDynamoDB? _ownedClient;
    private readonly DynamoDBStoreOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly TableRequests _requests;
    private readonly HeadItem _heads;
    private readonly CommitPlanner _planner;
    private readonly HeadCache _cache;
    private readonly ExecutionReader _executions;
    private readonly DueReader _due;
    private readonly ListReader _lists;
    private readonly ExpiryWriter _expiry;
    private readonly TableProbe _probe;
    private readonly StorageMetrics _metrics;
    private readonly BackgroundWork _background = new();

    private DynamoDBCheckpointStore(
        IAmazonDynamoDB client, bool ownsClient, DynamoDBStoreOptions options, TimeProvider timeProvider, ILogger logger, IMeterFactory? meters)
    {
        _ownedClient = ownsClient ? client : null;
        _options = options;
        _timeProvider = timeProvider;
        _metrics = new StorageMetrics(meters);
        Meter = new StorageMeter(_metrics);
        var keys = new ItemKeys(options.KeyPrefix);
        _heads = new HeadItem(keys, options);
        var gate = options.CreateTable ? new TableGate(() => DurableTable.CreateIfMissingAsync(client, options, timeProvider)) : TableGate.Open;
        var throttling = new ThrottleEpisode(timeProvider, options.TableName, _metrics, logger);
        var retries = new RequestRetries(new FailureMessages(options.TableName), gate, throttling, timeProvider, Random.Shared.NextDouble);
        _requests = new TableRequests(client, options.TableName, retries, Meter, new CapacityCheck(options.CapacityCheckInterval, logger));
        _planner = new CommitPlanner(keys, options);
        _cache = new HeadCache(options.HeadCacheBytes);
        _executions = new ExecutionReader(_requests, keys, _heads);
        _due = new DueReader(_requests, keys);
        _lists = new ListReader(_requests, keys, _heads, timeProvider);
        _expiry = new ExpiryWriter(_requests, keys);
        _probe = new TableProbe(_requests, keys, options);
    }

    /// <inheritdoc/>
    public StorageUsage TotalUsage => Meter.Total;

    internal StorageMeter Meter { get; }

    /// <summary>Opens the store; nothing is asked of DynamoDB yet.</summary>
    /// <param name="options">Where and how; read once.</param>
    /// <param name="client">Asks DynamoDB. It is not disposed with the store. By default one is made from the options, and disposed.</param>
    /// <param name="timeProvider">Decides when retention is over; the system clock by default.</param>
    /// <param name="logger">Says when DynamoDB wants fewer requests; nobody by default.</param>
    /// <param name="meters">Makes the store's meter, and disposes of it. By default the meter is the store's own.</param>
    /// <exception cref="OptionsValidationException">An option is out of range.</exception>
    /// <exception cref="CheckpointStoreException">There is no region, or no such profile (fatal).</exception>
    public static DynamoDBCheckpointStore Open(
        DynamoDBStoreOptions options, IAmazonDynamoDB? client = null, TimeProvider? timeProvider = null, ILogger? logger = null, IMeterFactory? meters = null)
    {
        ValidOptions.Require(options, new DynamoDBStoreOptionsValidator());
        return new DynamoDBCheckpointStore(
            client ?? DynamoDBClients.Create(options),
            client is null,
            options,
            timeProvider ?? TimeProvider.System,
            logger ?? NullLogger.Instance,
            meters);
    }

    /// <inheritdoc/>
    public async ValueTask<ExecutionHead?> CreateAsync(ExecutionHead head, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(head);
        cancellationToken.ThrowIfCancellationRequested();
        await _requests.WhenCalmAsync(cancellationToken);
        var plan = _planner.Create(head);
        var usage = await WriteItemsAsync(head, plan, cancellationToken);
        var (item, next, byRule) = _heads.Write(plan.Next with { Usage = usage }, previous: null);
        var (replaced, existing, cost) = await _requests.TryPutAsync(
            head.Id.FunctionName,
            item,
            byRule,
            WriteCondition.Free(_timeProvider.GetUtcNow()),
            found => found.FindText(Attributes.RunId) == head.RunId,
            cancellationToken);
        if (existing is null)
        {
            _cache.Set(next with { Usage = usage + cost });
            ForgetReplaced(replaced);
            return null;
        }

        DeleteUnreferenced(plan);
        return await _executions.CompleteAsync(_executions.Read(head.Id, existing), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> CommitAsync(Checkpoint checkpoint, CancellationToken cancellationToken = default)
    {
        var head = checkpoint.Head;
        ArgumentNullException.ThrowIfNull(head, nameof(checkpoint));
        cancellationToken.ThrowIfCancellationRequested();
        if (await FindExpectedAsync(checkpoint, cancellationToken) is not { } previous)
        {
            return false;
        }

        if (checkpoint.EndedRunId is not null && previous.EndedRuns.Count >= MaxEndedRuns)
        {
            await _expiry.DeleteRunsAsync(head.Id, previous.EndedRuns, cancellationToken);
            previous = previous with { EndedRuns = [] };
        }

        var plan = checkpoint.EndedRunId is null ? _planner.Commit(previous, checkpoint) : _planner.Continue(previous, checkpoint);
        var usage = previous.Usage + await WriteItemsAsync(head, plan, cancellationToken);
        var (item, next, byRule) = _heads.Write(plan.Next with { Usage = usage }, previous);
        try
        {
            var (_, existing, cost) = await _requests.TryPutAsync(
                head.Id.FunctionName,
                item,
                byRule,
                WriteCondition.Replaces(previous.Head),
                found => found.FindText(Attributes.CommitId) == head.CommitId,
                cancellationToken);
            if (existing is not null)
            {
                _cache.Remove(head.Id);
                DeleteUnreferenced(plan);
                return false;
            }

            Committed(next with { Usage = usage + cost });
            if (checkpoint.EndedRunId is not null && next.EndedRuns.Count > 0)
            {
                _background.Run(() => DeleteEndedRunsAsync(next));
            }

            return true;
        }
        catch
        {
            // Which version stands there now is not known.
            _cache.Remove(head.Id);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<StoredExecution?> LoadAsync(ExecutionId id, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (await _executions.LoadAsync(id, IsExpired, cancellationToken) is not { } found)
        {
            return null;
        }

        if (found.State.Head.ExpiresAt is null)
        {
            _cache.Set(found.State);
        }

        return found.Execution;
    }

    /// <inheritdoc/>
    public async ValueTask<ExecutionHead?> ReadHeadAsync(ExecutionId id, bool includeData, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var (state, _) = await _executions.ReadHeadAsync(id, includeData, cancellationToken);
        return state is null || IsExpired(state) ? null
            : includeData ? await _executions.CompleteAsync(state, cancellationToken)
            : state.Head;
    }

    /// <inheritdoc/>
    public StorageUsage UsageOf(string functionName) => Meter.Of(functionName);

    /// <inheritdoc/>
    public async ValueTask<StorageUsage?> ReadUsageAsync(ExecutionId id, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var (state, _) = await _executions.ReadHeadAsync(id, includeData: false, cancellationToken);
        return state is null || IsExpired(state) ? null : state.Usage;
    }

    /// <inheritdoc/>
    public async ValueTask<HeadPage> ListAsync(ExecutionQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        cancellationToken.ThrowIfCancellationRequested();
        if (!_options.ListIndexes)
        {
            throw new CheckpointStoreException(
                StoreFailure.Fatal,
                $"Executions cannot be listed, because {nameof(DynamoDBStoreOptions)}.{nameof(DynamoDBStoreOptions.ListIndexes)} is off. "
                + "Describe one by its name, or switch the indexes on for executions to come.");
        }

        return await _lists.ReadAsync(query, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<DueExecution>> ReadDueAsync(DueQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        cancellationToken.ThrowIfCancellationRequested();
        return await _due.ReadAsync(query, cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// With <see cref="DynamoDBStoreOptions.TimeToLive"/> DynamoDB deletes by itself. Then this only takes up what a process has left behind
    /// that died between closing an execution of several items and giving each its time-to-live.
    /// </remarks>
    public async ValueTask<int> DeleteExpiredAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var deleted = 0;
        foreach (var id in await _due.ReadExpiredAsync(now, limit, cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();

            // The index lags: the head decides.
            var (state, _) = await _executions.ReadHeadAsync(id, includeData: false, cancellationToken);
            if (state?.Head.ExpiresAt <= now && await _expiry.DeleteAsync(state, CancellationToken.None))
            {
                deleted++;
            }
        }

        return deleted;
    }

    /// <summary>Finishes what closed executions still need, and releases the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await _background.WhenIdleAsync();
        _ownedClient?.Dispose();
        _metrics.Dispose();
    }

    /// <summary>The same without waiting: connections are released when nothing of it is under way any more.</summary>
    public void Dispose() => _ = DisposeAsync().AsTask();

    /// <summary>Finds out whether the table has the keys and indexes that the store needs, with no more rights than it has anyway.</summary>
    internal Task RequireTableAsync(CancellationToken cancellationToken) => _probe.RunAsync(cancellationToken);

    private bool IsExpired(HeadState state) => state.Head.ExpiresAt is { } at && at <= _timeProvider.GetUtcNow();

    /// <summary>The head that a commit expects to replace; null when another one stands there.</summary>
    private async Task<HeadState?> FindExpectedAsync(Checkpoint checkpoint, CancellationToken cancellationToken)
    {
        var next = checkpoint.Head;
        var state = _cache.Find(next.Id);
        if (state is null || state.Head.RunId != checkpoint.ExpectedRunId || state.Head.Version < next.Version - 1)
        {
            // Written elsewhere, or not long ago enough to be remembered.
            (state, var usage) = await _executions.ReadHeadAsync(next.Id, includeData: true, cancellationToken);
            state = state is null ? null : state with { Usage = state.Usage + usage };
        }

        return state is not null && state.Head.RunId == checkpoint.ExpectedRunId && state.Head.Version == next.Version - 1 && !IsExpired(state) ? state : null;
    }

    private async Task<StorageUsage> WriteItemsAsync(ExecutionHead head, CommitPlan plan, CancellationToken cancellationToken)
    {
        var usage = default(StorageUsage);
        foreach (var group in plan.Items.Chunk(ItemsAtOnce))
        {
            foreach (var cost in await Task.WhenAll(group.Select(item => _requests.PutAsync(head.Id.FunctionName, item, cancellationToken))))
            {
                usage += cost;
            }
        }

        return usage;
    }

    private void Committed(HeadState state)
    {
        if (state.Head.ExpiresAt is null)
        {
            _cache.Set(state);
            return;
        }

        _cache.Remove(state.Head.Id);
        if (_options.TimeToLive && state.HasOtherItems)
        {
            _background.Run(() => _expiry.MarkAsync(state, CancellationToken.None));
        }
    }

    // Of an expired run whose name is used again, items without a time-to-live would stay for ever.
    private void ForgetReplaced(Dictionary<string, AttributeValue>? replaced)
    {
        if (replaced is { Count: > 0 } && !replaced.ContainsKey(Attributes.TimeToLive) && _heads.Read(replaced) is { HasOtherItems: true } old)
        {
            _background.Run(() => _expiry.DeleteOtherItemsAsync(old, CancellationToken.None));
        }
    }

    // What does not come to that is found again, because the head names the runs: when the next run ends, or the execution does.
    private async Task DeleteEndedRunsAsync(HeadState state)
    {
        await _expiry.DeleteRunsAsync(state.Head.Id, state.EndedRuns, CancellationToken.None);
        _cache.ForgetEndedRuns(state.Head.Id, state.EndedRuns);
    }

    private void DeleteUnreferenced(CommitPlan plan)
    {
        if (plan.Items.Count > 0)
        {
            _background.Run(() => _expiry.DeleteUnreferencedAsync(plan.Next.Head.Id.FunctionName, plan.Items, CancellationToken.None));
        }
    }
}
