using Durable.Model;

namespace Durable.Core.Engine.Lanes;

/// <summary>All that a lane with turns of its own starts from. Immutable, so that it may be read in other turns than the execution's.</summary>
internal sealed record LaneStart
{
    public required ExecutionId ExecutionId { get; init; }

    public required string ActivationId { get; init; }

    /// <summary>The lane's number in its activation.</summary>
    public required int Number { get; init; }

    /// <summary>The execution's side of the lane, to be told things.</summary>
    public required ExecutionLane Lane { get; init; }

    /// <summary>The time of the turn that opens the lane: what is started together is due together, though it runs in turns of its own.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Whether the lane's first output must wait for something its parent recorded.</summary>
    public required bool HasUncommitted { get; init; }

    /// <summary>What was in the log when the execution opened its first lane: all that an earlier activation has recorded of this one.</summary>
    public required IReadOnlyDictionary<string, Operation> Loaded { get; init; }

    /// <summary>The branch's context, as recorded by now; null when nothing is recorded of it.</summary>
    public required Operation? Branch { get; init; }

    /// <summary>How the branch is called in errors.</summary>
    public required string LaneName { get; init; }

    /// <summary>Number of the newest change by then: whatever happens in the lane has a later place.</summary>
    public required long ChangeSequence { get; init; }

    public required StepGate Steps { get; init; }

    public required TaskScheduler StepScheduler { get; init; }

    public required TimeProvider TimeProvider { get; init; }

    /// <inheritdoc cref="IExecutionChannel.IsAfterLoss"/>
    public required bool IsAfterLoss { get; init; }

    /// <summary>Tells that the lane goes on though its execution has left memory to sleep. May be called outside its turns, and at any time.</summary>
    public required Action TellLateActivity { get; init; }
}
