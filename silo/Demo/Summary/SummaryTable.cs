using Durable.Model;
using Durable.Samples.Earthquakes;
using Spectre.Console;

namespace Durable.Silo.Demo.Summary;

/// <summary>Prints a <see cref="DemoSummary"/>.</summary>
internal static class SummaryTable
{
    // What every terminal has.
    private const int Width = 80;

    public static void Write(IAnsiConsole console, DemoSummary summary)
    {
        var table = new Table().Border(TableBorder.Rounded).Width(Math.Min(Width, console.Profile.Width)).AddColumn("Execution").AddColumn(new TableColumn(new Text(summary.Execution.Id.ToString())));
        foreach (var (what, value) in Lines(summary))
        {
            table.AddRow(new Text(what), new Text(value));
        }

        console.WriteLine();
        console.Write(table);
    }

    private static IEnumerable<(string What, string Value)> Lines(DemoSummary summary)
    {
        var execution = summary.Execution;
        yield return ("Status", WireNames.Of(execution.Status) + (summary.IsResumed ? ", begun by an earlier process and finished by this one" : ""));
        yield return ("Items", Invariant($"{summary.ItemsSucceeded:N0} ok, {summary.ItemsFailed:N0} failed (explosions and quarry blasts, rejected by their first step)"));
        yield return ("Operations", Invariant($"{execution.Usage.Operations:N0}"));
        yield return ("Checkpoints", Invariant($"{execution.Usage.Checkpoints:N0}"));
        yield return ("Storage requests", Requests(summary));
        if (execution.Usage is { StorageRequests: { } writes, RowsWritten: { } rows })
        {
            yield return ("Storage rows", Invariant($"{rows:N0} written, {execution.Usage.BytesWritten:N0} bytes, in {writes:N0} requests"));
        }
        else if (execution.Usage is { StorageRequests: { } counted } usage)
        {
            yield return ("Storage units", Invariant($"{usage.WriteUnits:N0} written (indexes {usage.IndexWriteUnits:N0} more), {usage.ReadUnits:N1} read, in {counted:N0} requests"));
            yield return ("Storage bytes", Invariant($"{usage.BytesWritten:N0} written, {usage.BytesRead:N0} read"));
        }

        yield return ("Largest resume wave", Wave(summary.LargestWave));
        yield return ("Step bodies run", Invariant($"{summary.StepRuns.Bodies:N0}"));
        yield return ("  re-run after the crash", Invariant($"{summary.StepRuns.Repeated:N0}") + (summary.StepRuns.Repeated > 0 ? " (were not recorded when it was killed)" : ""));
        yield return ("  re-run though finished", Invariant($"{summary.StepRuns.RepeatedAfterEnd:N0}"));
        yield return ("Time", Invariant($"{(execution.EndedAt - execution.StartedAt)?.TotalSeconds:N2} s"));
        yield return execution.Error is { } error
            ? ("Error", $"{error.ErrorType}: {error.ErrorMessage}")
            : ("Result", Result(summary.Result));
    }

    private static string Requests(DemoSummary summary) =>
        Invariant($"{summary.StorageRequests:N0}, of them {summary.Commits:N0} commits") + (summary.IsResumed ? " (by this process)" : "");

    private static string Result(EarthquakeSummary? result) => result is null
        ? "none"
        : Invariant($"strongest: magnitude {result.StrongestMagnitude:N1}, {result.StrongestPlace}; energy of all: {result.Terajoules:N0} TJ; ")
            + $"most in {string.Join(", ", result.BusiestRegions.Select(static region => Invariant($"{region.Region} ({region.Earthquakes:N0})")))}";

    private static string Wave(ResumeWave? wave) => wave switch
    {
        null => "none",
        { StorageRequests: null } => Invariant($"{wave.Branches:N0} branches, resumed by an earlier process"),
        _ => Invariant($"{wave.Branches:N0} branches, resumed by {wave.StorageRequests:N0} storage request{(wave.StorageRequests == 1 ? "" : "s")}")
            + Invariant($" {wave.Duration?.TotalMilliseconds:N0} ms after they were due"),
    };
}
