using Durable.Model;
using Durable.Storage;

namespace Durable.Core.Codecs;

/// <summary>What the codecs make of heads and segments on their way into a store, and out of it.</summary>
internal sealed class StoreCodec(PayloadCodecs codecs)
{
    /// <summary>Encodes a checkpoint.</summary>
    /// <exception cref="CheckpointStoreException">A codec cannot.</exception>
    public Checkpoint Encode(Checkpoint checkpoint)
    {
        var head = checkpoint.Head;
        return checkpoint with
        {
            Head = Encode(head),
            Records = checkpoint.Records.IsEmpty
                ? checkpoint.Records
                : codecs.Encode(checkpoint.Records, ContextOf(head, PayloadPlace.Log) with { Version = head.Version }),
        };
    }

    private static PayloadCodecContext ContextOf(ExecutionHead head, PayloadPlace place) => new(head.Id, head.RunId, place, Version: 0);

    // The same over all runs, so that it need not be decoded to be carried on.
    private static PayloadCodecContext ContextOfFirstInput(ExecutionHead head) => new(head.Id, head.FirstRunId, PayloadPlace.FirstInput, Version: 0);

    // Where there is no codec the data is the same, and so is the head: a copy would be a tenth of what a quick execution allocates.
    private static ExecutionHead With(ExecutionHead head, string? input, string? result, ErrorObject? error) =>
        ReferenceEquals(input, head.Input) && ReferenceEquals(result, head.Result) && ReferenceEquals(error, head.Error)
            ? head
            : head with { Input = input, Result = result, Error = error };

    private static bool HasNoData(ExecutionHead head) => head is { Input: null, Result: null, Error: null };

    /// <summary>Encodes what functions wrote into a head.</summary>
    /// <exception cref="CheckpointStoreException">A codec cannot.</exception>
    public ExecutionHead Encode(ExecutionHead head)
    {
        if (head.Continuation is { } continuation && codecs.EncodeOnce(continuation.FirstInputDigest, ContextOfFirstInput(head)) is var digest
            && digest != continuation.FirstInputDigest)
        {
            head = head with { Continuation = continuation with { FirstInputDigest = digest } };
        }

        return HasNoData(head) ? head : With(
            head,
            head.Input is { } input ? codecs.Encode(input, ContextOf(head, PayloadPlace.Input)) : null,
            head.Result is { } result ? codecs.Encode(result, ContextOf(head, PayloadPlace.Result)) : null,

            // Why an execution is parked is the engine's own word, and must be read where a key is missing.
            head is { Error: { } error, ParkedAt: null } ? codecs.Encode(error, ContextOf(head, PayloadPlace.Error)) : head.Error);
    }

    /// <summary>Decodes what functions wrote into a head.</summary>
    /// <exception cref="CheckpointStoreException">A codec cannot.</exception>
    public ExecutionHead Decode(ExecutionHead head) => HasNoData(head) ? head : With(
        head,
        head.Input is { } input ? codecs.Decode(input, ContextOf(head, PayloadPlace.Input)) : null,
        head.Result is { } result ? codecs.Decode(result, ContextOf(head, PayloadPlace.Result)) : null,
        head is { Error: { } error, ParkedAt: null } ? codecs.Decode(error, ContextOf(head, PayloadPlace.Error)) : head.Error);

    /// <summary>Decodes the digest of the first run's input.</summary>
    public ExecutionHead DecodeFirstInput(ExecutionHead head) => head.Continuation is not { } continuation ? head : head with
    {
        Continuation = continuation with { FirstInputDigest = codecs.Decode(continuation.FirstInputDigest, ContextOfFirstInput(head)) },
    };

    /// <summary>Decodes a segment of a log.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="head">The head.</param>
    /// <param name="lastVersion">The version of the segment before, as far as it is known; 0 before the first.</param>
    /// <exception cref="CheckpointStoreException">A codec cannot, or the segment does not follow the one before.</exception>
    public ReadOnlyMemory<byte> Decode(ReadOnlyMemory<byte> segment, ExecutionHead head, ref long lastVersion)
    {
        var (records, version) = codecs.Decode(segment, ContextOf(head, PayloadPlace.Log));
        if (version is { } known)
        {
            if (known <= lastVersion || known > head.Version)
            {
                throw new CheckpointStoreException(
                    StoreFailure.Fatal,
                    Invariant($"The log of execution '{head.Id}' is out of order: version {known} follows version {lastVersion} and the head has version {head.Version}. Nothing was changed."));
            }

            lastVersion = known;
        }

        return records;
    }
}
