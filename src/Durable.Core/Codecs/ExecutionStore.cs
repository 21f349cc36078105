using Durable.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Durable.Core.Codecs;

/// <summary>
/// The store as the engine sees it: in here data is what functions wrote, behind it what the codecs made of that. The only way to an
/// <see cref="ICheckpointStore"/> for whoever writes or reads data of executions.
/// </summary>
/// <remarks>
/// A write is encoded once and then repeated until its outcome is certain: encrypted again it would be other bytes, and a store that writes large
/// data in parts could end up with parts of both. Parts: this file has what is read; <c>ExecutionStore.Writes.cs</c> what is written.
/// </remarks>
internal sealed partial class ExecutionStore
{
    // Far above what a function may ask for.
    private static readonly TimeSpan s_longestRetention = TimeSpan.FromDays(3660);

    private readonly ICheckpointStore _inner;
    private readonly StoreCodec _codec;
    private readonly DurableEngineOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;

    /// <summary>Puts codecs before a store.</summary>
    /// <param name="inner">The store.</param>
    /// <param name="codecs">The codecs.</param>
    /// <param name="options">How long to pause before a write is repeated; null for the defaults.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    /// <param name="logger">Is told of writes that are repeated; null for nobody.</param>
    public ExecutionStore(
        ICheckpointStore inner, PayloadCodecs codecs, DurableEngineOptions? options = null, TimeProvider? timeProvider = null, ILogger? logger = null)
    {
        _inner = inner;
        _codec = new StoreCodec(codecs);
        _options = options ?? new DurableEngineOptions();
        _timeProvider = timeProvider ?? TimeProvider.System;
        _logger = logger ?? NullLogger.Instance;
    }

    /// <summary>What executions have cost; null where the store does not know.</summary>
    public IMeteredCheckpointStore? Meter => _inner as IMeteredCheckpointStore;

    /// <summary>Name of the store's type.</summary>
    public string Name => _inner.GetType().Name;

    /// <inheritdoc cref="ICheckpointStore.LoadAsync"/>
    public async ValueTask<StoredExecution?> LoadAsync(ExecutionId id, CancellationToken cancellationToken = default)
    {
        if (await _inner.LoadAsync(id, cancellationToken) is not { } stored)
        {
            return null;
        }

        RequireSound(stored.Head);

        // The first input of one that goes on is of no use to it, and stays as it is stored.
        var lastVersion = 0L;
        return new StoredExecution(_codec.Decode(stored.Head), [.. stored.Segments.Select(segment => _codec.Decode(segment, stored.Head, ref lastVersion))]);
    }

    /// <inheritdoc cref="ICheckpointStore.ReadLogAsync"/>
    public async ValueTask<DecodedLogPart?> ReadLogAsync(LogQuery query, long lastVersion, CancellationToken cancellationToken = default)
    {
        if (await _inner.ReadLogAsync(query, cancellationToken) is not { } part)
        {
            return null;
        }

        RequireSound(part.Head);
        var segments = part.Segments.Select(segment => segment with { Records = _codec.Decode(segment.Records, part.Head, ref lastVersion) }).ToList();
        return new DecodedLogPart(part with { Head = query.IncludeData ? _codec.Decode(part.Head) : part.Head, Segments = segments }, lastVersion);
    }

    /// <inheritdoc cref="ICheckpointStore.ReadHeadAsync"/>
    public async ValueTask<ExecutionHead?> ReadHeadAsync(ExecutionId id, bool includeData, CancellationToken cancellationToken = default) =>
        await _inner.ReadHeadAsync(id, includeData, cancellationToken) is { } head ? includeData ? _codec.DecodeFirstInput(_codec.Decode(head)) : head : null;

    /// <summary>Reads the head with as much of its data as can be read: one that runs may stand still for want of a key, and must show why.</summary>
    /// <returns>The head, and whether it has all data that was asked for.</returns>
    /// <exception cref="CheckpointStoreException">The execution has ended, and what came of it cannot be read.</exception>
    public async ValueTask<(ExecutionHead? Head, bool HasData)> ReadReadableAsync(
        ExecutionId id, bool includeData, CancellationToken cancellationToken = default)
    {
        var head = await _inner.ReadHeadAsync(id, includeData, cancellationToken);
        if (head is null || !includeData)
        {
            return (head, false);
        }

        try
        {
            return (_codec.Decode(head), true);
        }
        catch (CheckpointStoreException) when (head.Status == ExecutionStatus.Running)
        {
            return (head with { Input = null, Result = null, Error = head.ParkedAt is null ? null : head.Error }, false);
        }
    }

    /// <inheritdoc cref="ICheckpointStore.ListAsync"/>
    public ValueTask<HeadPage> ListAsync(ExecutionQuery query, CancellationToken cancellationToken = default) => _inner.ListAsync(query, cancellationToken);

    private static void RequireSound(ExecutionHead head)
    {
        if (FindDamage(head) is { } damage)
        {
            throw new CheckpointStoreException(StoreFailure.Fatal, $"The head of execution '{head.Id}' is damaged: {damage} Nothing was changed.");
        }
    }

    // What the engine calculates with; a store only says that it is there.
    private static string? FindDamage(ExecutionHead head) =>
        !Enum.IsDefined(head.Status) ? Invariant($"there is no status {(int)head.Status}.")
        : head.ExecutionTimeout <= TimeSpan.Zero || head.ExecutionTimeout > DurableLimits.MaxDelay ? $"no execution may take {head.ExecutionTimeout}."
        : head.Retention < TimeSpan.Zero || head.Retention > s_longestRetention ? $"no execution is kept for {head.Retention}."
        : null;
}
