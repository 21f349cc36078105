using Durable.Core.Log;
using Durable.Core.Log.Records;
using Durable.Model;
using Durable.Storage;

namespace Durable.Bench.Scenarios;

/// <summary>The two writes of a one-step execution, as large as the engine makes them.</summary>
internal sealed class BareExecution(DateTimeOffset now)
{
    private readonly string _runId = Guid.CreateVersion7(now).ToString();

    /// <summary>What its caller is told.</summary>
    public string Result => "2";

    public ExecutionHead Created => new()
    {
        Id = new ExecutionId("one-step", _runId),
        RunId = _runId,
        Version = 1,
        CommitId = _runId,
        Status = ExecutionStatus.Running,
        FunctionVersion = "1",
        StartedAt = now,
        ExecutionTimeout = TimeSpan.FromDays(1),
        Retention = TimeSpan.FromDays(30),
        WakeUp = new WakeUp(now, WakeUpKind.Lease),
        Input = "1",
    };

    public Checkpoint Closed()
    {
        var writer = LogRecordWriter.ForThread();
        var step = new OperationUpdate
        {
            Id = "1",
            Type = OperationType.Step,
            Action = OperationAction.Succeed,
            SubType = OperationSubTypes.Step,
            Name = "add",
            Payload = Result,
        };
        writer.Write(new UpdateRecord(step, now, now));
        writer.Write(new InvocationCompletedRecord(now, now, $"{_runId[..16]}-1", null));
        writer.Write(new ExecutionClosedRecord(ExecutionStatus.Succeeded, now));
        var records = writer.Take();
        return new Checkpoint(
            Created with
            {
                Version = 2,
                CommitId = $"{_runId[..16]}-2",
                Status = ExecutionStatus.Succeeded,
                EndedAt = now,
                ExpiresAt = now + TimeSpan.FromDays(30),
                WakeUp = null,
                Operations = 1,
                LogBytes = records.Length,
                Input = null,
                Result = Result,
            },
            records);
    }
}
