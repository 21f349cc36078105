using Durable.Storage;

namespace Durable.Core.Codecs;

/// <summary>
/// The store as the engine sees it: in here data is what functions wrote, behind it what the codecs made of that. The only way to an
/// <see cref="ICheckpointStore"/> for whoever writes or reads data of executions.
/// </summary>
/// <remarks>
/// Encoding is a step of its own before the write, because a write may be repeated: encrypted again it would be other bytes, and a store that
/// writes large data in parts could end up with parts of both.
/// </remarks>
internal sealed class ExecutionStore(ICheckpointStore inner, PayloadCodecs codecs)
{
    // Far above what a function may ask for.
    private static readonly TimeSpan s_longestRetention = TimeSpan.FromDays(3660);

    /// <summary>What executions have cost; null where the store does not know.</summary>
    public IMeteredCheckpointStore? Meter => inner as IMeteredCheckpointStore;

    /// <summary>Name of the store's type.</summary>
    public string Name => inner.GetType().Name;

    /// <summary>Encodes the first head of an execution.</summary>
    /// <exception cref="CheckpointStoreException">A codec cannot.</exception>
    public Encoded<ExecutionHead> Encode(ExecutionHead head) => new(EncodeData(head));

    /// <inheritdoc cref="Encode(ExecutionHead)"/>
    public Encoded<Checkpoint> Encode(Checkpoint checkpoint)
    {
        var head = checkpoint.Head;
        return new(checkpoint with
        {
            Head = EncodeData(head),
            Records = checkpoint.Records.IsEmpty
                ? checkpoint.Records
                : codecs.Encode(checkpoint.Records, ContextOf(head, PayloadPlace.Log) with { Version = head.Version }),
        });
    }

    /// <inheritdoc cref="ICheckpointStore.CreateAsync"/>
    public async ValueTask<ExecutionHead?> CreateAsync(Encoded<ExecutionHead> head, CancellationToken cancellationToken = default) =>
        await inner.CreateAsync(head.Value, cancellationToken) is { } existing ? DecodeFirstInput(DecodeData(existing)) : null;

    /// <inheritdoc cref="ICheckpointStore.CommitAsync"/>
    public ValueTask<bool> CommitAsync(Encoded<Checkpoint> checkpoint, CancellationToken cancellationToken = default) =>
        inner.CommitAsync(checkpoint.Value, cancellationToken);

    /// <inheritdoc cref="ICheckpointStore.LoadAsync"/>
    public async ValueTask<StoredExecution?> LoadAsync(ExecutionId id, CancellationToken cancellationToken = default)
    {
        if (await inner.LoadAsync(id, cancellationToken) is not { } stored)
        {
            return null;
        }

        if (FindDamage(stored.Head) is { } damage)
        {
            throw new CheckpointStoreException(StoreFailure.Fatal, $"The head of execution '{id}' is damaged: {damage} Nothing was changed.");
        }

        // The first input of one that goes on is of no use to it, and stays as it is stored.
        return new StoredExecution(DecodeData(stored.Head), DecodeLog(stored));
    }

    /// <inheritdoc cref="ICheckpointStore.ReadHeadAsync"/>
    public async ValueTask<ExecutionHead?> ReadHeadAsync(ExecutionId id, bool includeData, CancellationToken cancellationToken = default) =>
        await inner.ReadHeadAsync(id, includeData, cancellationToken) is { } head ? includeData ? DecodeFirstInput(DecodeData(head)) : head : null;

    /// <summary>Reads the head with as much of its data as can be read: one that runs may stand still for want of a key, and must show why.</summary>
    /// <returns>The head, and whether it has all data that was asked for.</returns>
    /// <exception cref="CheckpointStoreException">The execution has ended, and what came of it cannot be read.</exception>
    public async ValueTask<(ExecutionHead? Head, bool HasData)> ReadReadableAsync(
        ExecutionId id, bool includeData, CancellationToken cancellationToken = default)
    {
        var head = await inner.ReadHeadAsync(id, includeData, cancellationToken);
        if (head is null || !includeData)
        {
            return (head, false);
        }

        try
        {
            return (DecodeData(head), true);
        }
        catch (CheckpointStoreException) when (head.Status == ExecutionStatus.Running)
        {
            return (head with { Input = null, Result = null, Error = head.ParkedAt is null ? null : head.Error }, false);
        }
    }

    /// <inheritdoc cref="ICheckpointStore.ListAsync"/>
    public ValueTask<HeadPage> ListAsync(ExecutionQuery query, CancellationToken cancellationToken = default) => inner.ListAsync(query, cancellationToken);

    private static PayloadCodecContext ContextOf(ExecutionHead head, PayloadPlace place) => new(head.Id, head.RunId, place, Version: 0);

    // The same over all runs, so that it need not be decoded to be carried on.
    private static PayloadCodecContext ContextOfFirstInput(ExecutionHead head) => new(head.Id, head.FirstRunId, PayloadPlace.FirstInput, Version: 0);

    // What the engine calculates with; a store only says that it is there.
    private static string? FindDamage(ExecutionHead head) =>
        !Enum.IsDefined(head.Status) ? Invariant($"there is no status {(int)head.Status}.")
        : head.ExecutionTimeout <= TimeSpan.Zero || head.ExecutionTimeout > DurableLimits.MaxDelay ? $"no execution may take {head.ExecutionTimeout}."
        : head.Retention < TimeSpan.Zero || head.Retention > s_longestRetention ? $"no execution is kept for {head.Retention}."
        : null;

    private static bool HasNoData(ExecutionHead head) => head is { Input: null, Result: null, Error: null };

    private ExecutionHead EncodeData(ExecutionHead head)
    {
        if (head.Continuation is { } continuation && codecs.EncodeOnce(continuation.FirstInputDigest, ContextOfFirstInput(head)) is var digest
            && digest != continuation.FirstInputDigest)
        {
            head = head with { Continuation = continuation with { FirstInputDigest = digest } };
        }

        return HasNoData(head) ? head : head with
        {
            Input = head.Input is { } input ? codecs.Encode(input, ContextOf(head, PayloadPlace.Input)) : null,
            Result = head.Result is { } result ? codecs.Encode(result, ContextOf(head, PayloadPlace.Result)) : null,

            // Why an execution is parked is the engine's own word, and must be read where a key is missing.
            Error = head is { Error: { } error, ParkedAt: null } ? codecs.Encode(error, ContextOf(head, PayloadPlace.Error)) : head.Error,
        };
    }

    private ExecutionHead DecodeData(ExecutionHead head) => HasNoData(head) ? head : head with
    {
        Input = head.Input is { } input ? codecs.Decode(input, ContextOf(head, PayloadPlace.Input)) : null,
        Result = head.Result is { } result ? codecs.Decode(result, ContextOf(head, PayloadPlace.Result)) : null,
        Error = head is { Error: { } error, ParkedAt: null } ? codecs.Decode(error, ContextOf(head, PayloadPlace.Error)) : head.Error,
    };

    private ExecutionHead DecodeFirstInput(ExecutionHead head) => head.Continuation is not { } continuation ? head : head with
    {
        Continuation = continuation with { FirstInputDigest = codecs.Decode(continuation.FirstInputDigest, ContextOfFirstInput(head)) },
    };

    private ReadOnlyMemory<byte>[] DecodeLog(StoredExecution stored)
    {
        var context = ContextOf(stored.Head, PayloadPlace.Log);
        var log = new ReadOnlyMemory<byte>[stored.Segments.Count];
        var last = 0L;
        for (var i = 0; i < log.Length; i++)
        {
            (log[i], var version) = codecs.Decode(stored.Segments[i], context);
            if (version is { } known)
            {
                if (known <= last || known > stored.Head.Version)
                {
                    throw new CheckpointStoreException(
                        StoreFailure.Fatal,
                        Invariant($"The log of execution '{stored.Head.Id}' is out of order: version {known} follows version {last} and the head has version {stored.Head.Version}. Nothing was changed."));
                }

                last = known;
            }
        }

        return log;
    }
}
