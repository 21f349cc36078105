using System.Text.Json;
using Durable.Model;

namespace Durable.Storage.PostgreSQL.Writing;

/// <summary>A checkpoint; one that begins another run brings the input of that run.</summary>
internal sealed class CommitRequest(Checkpoint checkpoint) : WriteRequest(checkpoint.Head)
{
    public string ExpectedRunId { get; } = checkpoint.ExpectedRunId;

    /// <summary>Whether log and input of the run before go.</summary>
    public bool BeginsRun { get; } = checkpoint.EndedRunId is not null;

    public int RecordBytes { get; } = checkpoint.Records.Length;

    public byte[]? Records { get; } = checkpoint.Records.IsEmpty ? null : StoredBytes.Encode(checkpoint.Records.Span);

    public byte[]? Input { get; } = checkpoint.EndedRunId is null ? null : StoredBytes.Encode(checkpoint.Head.Input);

    public byte[]? Result { get; } = StoredBytes.Encode(checkpoint.Head.Result);

    public byte[]? Error { get; } = checkpoint.Head.Error is { } error
        ? StoredBytes.Encode(JsonSerializer.SerializeToUtf8Bytes(error, ErrorObjectJsonContext.Default.ErrorObject))
        : null;

    public PayloadKind Holds => (Result is null ? PayloadKind.None : PayloadKind.Result) | (Error is null ? PayloadKind.None : PayloadKind.Error);

    public override long Bytes => Length(Records) + Length(Input) + Length(Result) + Length(Error);

    private static long Length(byte[]? bytes) => bytes?.Length ?? 0;
}
