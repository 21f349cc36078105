namespace Durable.Core.Engine.Lanes;

/// <summary>Something that a lane waits for its execution to do.</summary>
/// <param name="kind">What.</param>
/// <param name="operationId">The woken operation, for which something has arrived.</param>
internal sealed class LaneRequest(LaneRequestKind kind, string? operationId)
{
    private readonly TaskCompletionSource<LaneReply> _reply = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public LaneRequestKind Kind => kind;

    public string? OperationId => operationId;

    /// <summary>Completes when it is done; never when the execution takes part no longer.</summary>
    public Task<LaneReply> Reply => _reply.Task;

    /// <summary>It is done. Called in the lane's turns.</summary>
    public void Complete(LaneReply reply) => _reply.SetResult(reply);
}
