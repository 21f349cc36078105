namespace Durable.CommandLine.Output;

/// <summary>What an execution waits for, in words.</summary>
internal static class WaitRows
{
    /// <summary>A row for each thing, and one for those that are left out.</summary>
    public static IEnumerable<(string Name, string? Value)> Of(ExecutionWaiting? waiting, DateTimeOffset now)
    {
        if (waiting is null)
        {
            yield break;
        }

        foreach (var wait in waiting.For)
        {
            yield return ("Waits for", Of(wait, now));
        }

        if (waiting.Totals.Values.Sum() > waiting.For.Count)
        {
            yield return ("In all", Counts(waiting));
        }
    }

    /// <summary>All of it in one line: the thing itself where it is one, and otherwise how many there are of each kind.</summary>
    public static string Summary(ExecutionWaiting waiting, DateTimeOffset now) => waiting.For.Count == 1 ? Of(waiting.For[0], now) : Counts(waiting);

    /// <summary>One thing.</summary>
    public static string Of(WaitingFor wait, DateTimeOffset now)
    {
        var what = wait.Execution is { } execution ? $"{Noun(wait.Kind)} {execution}" : wait.Name is { } name ? $"{Noun(wait.Kind)} {name}" : Noun(wait.Kind);
        return what
            + $", for {Times.Span(now - wait.Since)}"
            + (wait.Until is { } until ? $", until {Times.OfSecond(until)}" : "")
            + (wait.Attempt > 1 ? Invariant($", attempt {wait.Attempt}") : "")
            + (wait.LastError is { } error ? $", {ErrorText.Of(error)}" : "");
    }

    /// <summary>Why it does not go on, and what helps.</summary>
    public static string Of(StuckFinding? stuck) => stuck is null ? "" : $"{stuck.Explanation} {stuck.Action}";

    private static string Counts(ExecutionWaiting waiting) => string.Join(
        ", ", waiting.Totals.OrderByDescending(static total => total.Value).Select(static total => Invariant($"{total.Value} {Noun(total.Key)}{(total.Value == 1 ? "" : Plural(total.Key))}")));

    private static string Plural(WaitKind kind) => kind == WaitKind.Retry ? " attempts" : "s";

    private static string Noun(WaitKind kind) => kind switch
    {
        WaitKind.Step => "step",
        WaitKind.Retry => "retry",
        WaitKind.Timer => "timer",
        WaitKind.Condition => "condition",
        WaitKind.Callback => "callback",
        WaitKind.Invoke => "invoke",
        WaitKind.Host => "host",
        _ => "resume",
    };
}
