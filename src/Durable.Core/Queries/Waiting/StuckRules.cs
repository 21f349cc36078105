using System.Globalization;
using Durable.Core.Log;
using Durable.Storage;

namespace Durable.Core.Queries.Waiting;

/// <summary>Which executions do not go on as they should. Looked at when somebody asks; nothing is done about it.</summary>
/// <param name="functions">Say how long their steps may run.</param>
/// <param name="timeProvider">The clock.</param>
/// <param name="hasLeases">Whether other hosts take executions over; where none can, a lease says only that an execution is in memory.</param>
internal sealed class StuckRules(DurableFunctionRegistry functions, TimeProvider timeProvider, bool hasLeases)
{
    /// <summary>So many failures in a row with one type of error are no accident.</summary>
    public const int ManyFailures = 5;

    // Two sweeps at their default interval: one may just have missed it.
    private static readonly TimeSpan s_overdue = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_longOpen = TimeSpan.FromDays(7);
    private static readonly TimeSpan s_longUnsettled = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_stuckAfter = new DurableFunctionOptions().StuckAfter;

    /// <summary>What the head is to name of all that is open: what fails again and again, or what has been open for longest.</summary>
    public static HeadWait Foremost(OperationLog log, DateTimeOffset now)
    {
        var failing = log.MostFailing();
        var open = failing?.Step!.Failures >= ManyFailures ? failing : log.OldestOpen();
        return open is null
            ? new HeadWait(WaitKind.Step, WholeMilliseconds(now))
            : new HeadWait(OpenWaits.KindOf(open), WholeMilliseconds(open.StartTimestamp), failing?.Step!.Failures ?? 0, open.Name);
    }

    /// <summary>What a head says; null once the execution has ended.</summary>
    public WaitingFor? WaitOf(ExecutionHead head)
    {
        if (head.Status != ExecutionStatus.Running)
        {
            return null;
        }

        if (head.ParkedAt is { } parkedAt)
        {
            return new WaitingFor { Kind = WaitKind.Resume, Since = parkedAt, LastError = head.Error };
        }

        if (DueAt(head) is { } due && due <= timeProvider.GetUtcNow())
        {
            return new WaitingFor { Kind = WaitKind.Host, Since = due };
        }

        // Nothing is said at the start: the function's code runs, or its first step.
        return head.WaitsFor is { } wait
            ? new WaitingFor
            {
                Kind = wait.Kind,
                Name = wait.Name,
                Since = wait.Since,
                Failures = wait.Failures,
                Until = wait.Kind is WaitKind.Timer or WaitKind.Retry or WaitKind.Condition && head.WakeUp is { Kind: WakeUpKind.Timer } next ? next.At : null,
            }
            : new WaitingFor { Kind = WaitKind.Step, Since = head.StartedAt };
    }

    /// <summary>Finds the first rule that an execution meets by its head alone.</summary>
    public StuckFinding? Find(ExecutionHead head) => Find(head, WaitOf(head) is { } wait ? [wait] : [], isInMemory: false);

    /// <summary>Finds the first rule that an execution meets.</summary>
    /// <param name="head">Its head.</param>
    /// <param name="waits">What it waits for; of one that is in memory all of it, and of others what <see cref="WaitOf"/> says.</param>
    /// <param name="isInMemory">Whether it is in memory.</param>
    public StuckFinding? Find(ExecutionHead head, IEnumerable<WaitingFor> waits, bool isInMemory)
    {
        var now = timeProvider.GetUtcNow();
        if (head.Status != ExecutionStatus.Running)
        {
            return head is { EndedAt: { } endedAt, WakeUp: not null, ExpiresAt: null } && now - endedAt > s_longUnsettled ? Unsettled(head, endedAt) : null;
        }

        if (head.ParkedAt is { } parkedAt)
        {
            return Parked(head, parkedAt);
        }

        return !isInMemory && DueAt(head) is { } due && now - due > s_overdue
            ? Overdue(head, due)
            : waits.Select(wait => Find(head, wait, now)).FirstOrDefault(static found => found is not null);
    }

    private StuckFinding? Find(ExecutionHead head, WaitingFor wait, DateTimeOffset now)
    {
        if (wait.Failures >= ManyFailures)
        {
            return Failing(wait);
        }

        return wait.Kind switch
        {
            WaitKind.Step when StuckAfter(head.Id.FunctionName) is var limit && now - wait.Since > limit => LongStep(wait, now, limit),
            WaitKind.Callback when IsForever(head, wait) && now - wait.Since > s_longOpen => OpenCallback(wait, now),
            _ => null,
        };
    }

    // When another host would have to take it up.
    private DateTimeOffset? DueAt(ExecutionHead head) => head.WakeUp is { } due && (hasLeases || due.Kind == WakeUpKind.Timer) ? due.At : null;

    // A head does not tell a callback's timeout from another timer; one that is due later than that is as good as none.
    private static bool IsForever(ExecutionHead head, WaitingFor wait) =>
        wait.Until is null && (wait.OperationId is not null || head.WakeUp is not { Kind: WakeUpKind.Timer } next || next.At - wait.Since > s_longOpen);

    private TimeSpan StuckAfter(string function) => functions.TryGet(function, out var definition) ? definition.Options.StuckAfter : s_stuckAfter;

    private static StuckFinding Parked(ExecutionHead head, DateTimeOffset since) => new()
    {
        Reason = StuckReason.Parked,
        Since = since,
        Explanation = $"It has been parked since {Text(since)}{(head.Error?.ErrorMessage is { Length: > 0 } why ? $": {why}" : ".")}",
        Action = "Mend the cause that the error names, then resume it.",
    };

    private static StuckFinding Overdue(ExecutionHead head, DateTimeOffset since) => new()
    {
        Reason = StuckReason.Overdue,
        Since = since,
        Explanation = $"It was due at {Text(since)}, and no host has taken it up.",
        Action = $"See that a host runs that has function '{head.Id.FunctionName}' in version '{head.FunctionVersion}', and what that host's log says of the execution.",
    };

    private static StuckFinding Failing(WaitingFor wait) => new()
    {
        Reason = StuckReason.Failing,
        Since = wait.Since,
        Explanation = Invariant($"{Named(wait, wait.Kind == WaitKind.Condition ? "Condition" : "Step")} has failed {wait.Failures} times in a row")
            + $"{(wait.LastError?.ErrorType is { Length: > 0 } type ? $" with {type}" : " with the same type of error")}"
            + $"{(wait.Until is { } next ? $"; the next attempt is due at {Text(next)}." : ".")}",
        Action = "Mend what it calls: the next attempt goes on with it. If nothing can be mended, stop the execution.",
    };

    private static StuckFinding LongStep(WaitingFor wait, DateTimeOffset now, TimeSpan limit) => new()
    {
        Reason = StuckReason.LongStep,
        Since = wait.Since,
        Explanation = wait.Name is null
            ? $"The function's code, or a step without a name, has been running for {Text(now - wait.Since)}; {Text(limit)} is the limit of this function."
            : $"Step '{wait.Name}' has been running for {Text(now - wait.Since)}; {Text(limit)} is the limit of this function.",
        Action = "Look what the code waits for. Give the step a Timeout, or raise StuckAfter of the function if it may take so long.",
    };

    private static StuckFinding OpenCallback(WaitingFor wait, DateTimeOffset now) => new()
    {
        Reason = StuckReason.OpenCallback,
        Since = wait.Since,
        Explanation = $"{Named(wait, "Callback")} has been open for {Text(now - wait.Since)} and has no timeout.",
        Action = "Complete the callback, or stop the execution. Give callbacks a Timeout.",
    };

    private static StuckFinding Unsettled(ExecutionHead head, DateTimeOffset since) => new()
    {
        Reason = StuckReason.Unsettled,
        Since = since,
        Explanation = head.Invoker is { } invoker
            ? $"It ended at {Text(since)}, and execution '{invoker.ExecutionId}', which waits for that, could not be told."
            : $"It ended at {Text(since)}, and executions that it had invoked could not be told.",
        Action = "See that hosts run which have the functions of those executions, and what their logs say. The delivery is repeated until it succeeds.",
    };

    private static string Named(WaitingFor wait, string what) => wait.Name is { } name ? $"{what} '{name}'" : $"A {what.ToLowerInvariant()} without a name";

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Text(TimeSpan span) => span switch
    {
        { TotalDays: >= 2 } => Invariant($"{(long)span.TotalDays} d"),
        { TotalHours: >= 2 } => Invariant($"{(long)span.TotalHours} h"),
        { TotalMinutes: >= 2 } => Invariant($"{(long)span.TotalMinutes} min"),
        _ => Invariant($"{(long)span.TotalSeconds} s"),
    };

    private static DateTimeOffset WholeMilliseconds(DateTimeOffset time) => DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());
}
