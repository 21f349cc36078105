using Durable.Core.Log;
using Durable.Core.Log.Records;
using Durable.Model;
using Durable.Simulation.Programs;
using Durable.Storage;

namespace Durable.Simulation.Worlds;

/// <summary>What was ever committed of one execution.</summary>
/// <param name="ordinal">Its place among all executions, in the order of their creation.</param>
/// <param name="head">Its first head.</param>
/// <param name="verdict">Hears of what must not be.</param>
internal sealed class LedgerEntry(int ordinal, ExecutionHead head, Verdict verdict)
{
    private readonly HashSet<(string RunId, StepBody Body)> _atMostOnce = [];

    public int Ordinal => ordinal;

    /// <summary>Which write created it.</summary>
    public string CreatedBy { get; } = head.CommitId;

    /// <summary>The newest head.</summary>
    public ExecutionHead Head { get; private set; } = head;

    /// <summary>What the records of the run that goes on come to.</summary>
    public OperationLog Log { get; private set; } = new();

    /// <summary>Commits that let time pass for an operation.</summary>
    public int Waves { get; private set; }

    public bool HasEnded => Head.Status != ExecutionStatus.Running;

    /// <summary>Whether it goes on, or somebody has yet to be told of its end.</summary>
    public bool IsOpen => !HasEnded || Head.WakeUp is not null;

    /// <summary>Who wrote the newest head: an activation's id, or something else.</summary>
    public string Writer => Head.CommitId.LastIndexOf('-') is > 0 and var dash ? Head.CommitId[..dash] : Head.CommitId;

    /// <summary>Takes a commit that the store has made.</summary>
    public IReadOnlyList<LogRecord> Take(Checkpoint checkpoint)
    {
        var next = checkpoint.Head;
        Require(next.Version == Head.Version + 1, $"version {next.Version} was written after {Head.Version}: the log is not linear");
        Require(checkpoint.ExpectedRunId == Head.RunId, $"run {checkpoint.ExpectedRunId} was written to while {Head.RunId} was the one that goes on");
        List<LogRecord> records = [];
        LogRecordReader.Read(checkpoint.Records.Span, records.Add);
        if (HasEnded)
        {
            Require(
                records.Count == 0 && (next.Status, next.EndedAt) == (Head.Status, Head.EndedAt) && checkpoint.EndedRunId is null,
                "something was written after its end");
        }

        if (checkpoint.EndedRunId is not null)
        {
            Log = new OperationLog();
        }

        var changes = Log.ChangeSequence;
        foreach (var record in records)
        {
            Replay(record);
            if (record is WatermarkRecord or WatermarkPlaceRecord && Log.ChangeSequence > changes)
            {
                Waves++;
            }

            changes = Log.ChangeSequence;
        }

        // It counts those too that are to follow in the next checkpoint.
        Require(next.Operations >= Log.Count || next.ParkedAt is not null || HasEnded, $"the head counts {next.Operations} operations, the log {Log.Count}");
        Require(next.Status == ExecutionStatus.Running || Log.IsClosed, "the head has ended and the log has not");
        Require(next.ParkedAt is null || IsOfTheWorld(next.Error), $"it was parked for a reason of its own: {next.Error}");
        Head = next;
        return records;
    }

    /// <summary>What its code has seen before bodies began.</summary>
    public ProgramMemory Memory => field ??= new ProgramMemory(text => Require(false, text));

    /// <summary>A step body begins.</summary>
    /// <param name="body">The body.</param>
    /// <param name="awaited">Operations whose ends the code before it had seen.</param>
    /// <param name="runId">The run that its activation is of.</param>
    /// <param name="isCurrent">Whether nobody has taken over from its activation.</param>
    public void OnBody(StepBody body, IEnumerable<string> awaited, string runId, bool isCurrent)
    {
        Require(!body.IsAtMostOnce || _atMostOnce.Add((runId, body)), $"{body} began twice");
        if (!isCurrent)
        {
            return;
        }

        var step = Log.Find(body.OperationId);
        Require(step is not { IsTerminal: true }, $"{body} began though the step had ended");
        Require((step?.Step!.Attempt ?? 0) == body.Attempt - 1, $"{body} began after attempt {step?.Step!.Attempt}");
        Require(!body.IsAtMostOnce || step is { Status: OperationStatus.Started }, $"{body} began before its start was committed");
        foreach (var id in awaited)
        {
            Require(Log.IsSure(id), $"{body} began before {id}, which its code had awaited, was committed");
        }
    }

    public void Require(bool condition, string otherwise) => verdict.Require(condition, $"Execution {Ordinal} ({Head.Id}): {otherwise}.");

    // Processes that die, and a disk that refuses; nobody has damaged anything.
    private static bool IsOfTheWorld(ErrorObject? reason) =>
        reason?.ErrorType == typeof(InvocationsLostException).FullName || reason?.ErrorMessage?.StartsWith("Injected: Fatal", StringComparison.Ordinal) == true;

    private void Replay(LogRecord record)
    {
        try
        {
            Log.Replay(record);
        }
        catch (InvalidUpdateException exception)
        {
            Require(false, $"the log contradicts itself: {exception.Message}");
        }
    }
}
