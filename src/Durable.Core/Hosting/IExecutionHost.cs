using Durable.Core.Engine;
using Durable.Core.Engine.Invokes;
using Durable.Core.Engine.Lanes;
using Durable.Storage;

namespace Durable.Core.Hosting;

/// <summary>All that an execution asks of whoever hosts it. One instance per activation.</summary>
internal interface IExecutionHost
{
    /// <summary>Runs the execution's turns, one at a time and in order.</summary>
    TaskScheduler TurnScheduler { get; }

    /// <summary>Runs step bodies, outside the turns.</summary>
    TaskScheduler StepScheduler { get; }

    /// <summary>
    /// How long a running execution may go without a sign of life before another host takes it over; null where no other host can.
    /// </summary>
    TimeSpan? LeaseDuration { get; }

    /// <summary>How to reach other executions.</summary>
    IExecutionPeers Peers { get; }

    /// <summary>The one timer of the execution.</summary>
    /// <param name="tick">To be called in a turn when the timer is due.</param>
    ITurnTimer CreateTimer(Action tick);

    /// <summary>Gives branches turns of their own; null where they share the execution's.</summary>
    ILaneStarter? Lanes { get; }

    /// <summary>The body of a step is about to run: called in its flow, outside the execution's turns.</summary>
    void OnStepBegins(IStepContext step);

    /// <summary>The execution has a new head in the store. Called in a turn, and before anything that follows from it.</summary>
    void OnCommitted(ExecutionHead head);

    /// <summary>The execution has ended, durably. Called in a turn, once, and nothing follows. The host settles what is unsettled.</summary>
    void OnClosed(EndedExecution ended);

    /// <summary>
    /// The execution has continued as new, durably: this activation is over, and another one is to begin the next run. Called in a turn, once,
    /// and nothing follows.
    /// </summary>
    /// <param name="next">What the next run needs; <see cref="NextRun.Begin"/> runs it.</param>
    /// <param name="head">The next run's head, with its input.</param>
    void OnContinued(NextRun next, ExecutionHead head);

    /// <summary>The execution hibernates or was drained: it has left memory and is all in the store. Called in a turn, once, and nothing follows.</summary>
    void OnReleased(WakeUp wakeUp);

    /// <summary>The activation can no longer be trusted; another must be made from the store. Called in a turn, once, and nothing follows.</summary>
    /// <param name="head">The last head that it knew.</param>
    /// <param name="exception">Why.</param>
    void OnFaulted(ExecutionHead head, Exception exception);

    /// <summary>The execution has suspended in memory, or goes on after that.</summary>
    void OnSuspendedChanged(bool isSuspended);
}
