namespace Durable.Storage.Writing;

/// <summary>Replaces a head and appends records, under the condition of the version.</summary>
internal sealed class CommitRequest(Checkpoint checkpoint) : WriteRequest<bool>
{
    public override long Bytes => checkpoint.Records.Length + (checkpoint.Head.Result?.Length ?? 0)
        + (checkpoint.EndedRunId is null ? 0 : checkpoint.Head.Input?.Length ?? 0);

    protected override bool Write(ExecutionTable table) => table.Commit(checkpoint);
}
