namespace Durable.WebConsole.Text;

/// <summary>What an execution waits for, and why it does not go on, in words.</summary>
internal static class WaitText
{
    public static string Noun(WaitKind kind) => kind switch
    {
        WaitKind.Step => "step",
        WaitKind.Retry => "retry of step",
        WaitKind.Timer => "timer",
        WaitKind.Condition => "condition",
        WaitKind.Callback => "callback",
        WaitKind.Invoke => "execution",
        WaitKind.Host => "a host",
        _ => "somebody who resumes it",
    };

    /// <summary>The thing itself.</summary>
    public static string Of(WaitingFor wait) =>
        wait.Execution is { } execution ? $"{Noun(wait.Kind)} {execution}" : wait.Name is { } name ? $"{Noun(wait.Kind)} {Shown.Line(name, 80)}" : Noun(wait.Kind);

    /// <summary>How many there are of each kind.</summary>
    public static string Totals(ExecutionWaiting waiting) => string.Join(
        ", ", waiting.Totals.OrderByDescending(static total => total.Value).Select(static total => $"{Shown.Number(total.Value)} × {Noun(total.Key)}"));

    /// <summary>Why an execution is stuck. The finding quotes errors, which not everybody may see.</summary>
    public static string Of(StuckFinding stuck, bool maySeePayloads) => maySeePayloads || stuck.Reason is not (StuckReason.Parked or StuckReason.Failing)
        ? Shown.Line(stuck.Explanation, 1000)
        : $"{(stuck.Reason == StuckReason.Parked ? "It has been parked since" : "A step or a condition has failed many times in a row, since")} {Shown.Time(stuck.Since)} UTC. The error is hidden.";
}
