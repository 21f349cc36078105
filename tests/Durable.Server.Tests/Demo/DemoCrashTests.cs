using System.Globalization;
using System.Text.RegularExpressions;
using Durable.Model;
using Durable.Samples.Earthquakes;
using Durable.Silo.Demo.Journal;
using Durable.Silo.Demo.Summary;
using Durable.Silo.Hosting;
using Durable.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Durable.Server.Tests.Demo;

public sealed partial class DemoCrashTests : IDisposable
{
    private static readonly ExecutionId s_demo = new(EarthquakeReport.FunctionName, "demo-1");

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("durable-demo-");

    private string DatabasePath => Path.Combine(_directory.FullName, "durable.db");

    public void Dispose() => _directory.Delete(recursive: true);

    [FullFact]
    public async Task A_demo_that_was_killed_half_way_is_finished_by_the_next_process_and_no_finished_step_runs_again()
    {
        using (var first = DemoProcess.Start(DatabasePath))
        {
            await WaitUntilScoringAsync(first);
            await first.KillAsync();
        }

        var (before, finished) = await InspectAsync();
        Assert.Equal(ExecutionStatus.Running, before.Status);
        Assert.InRange(finished.Count, EarthquakeReport.EventCount, (2 * EarthquakeReport.EventCount) - 1);
        var journal = new JournalReader(Path.Combine(_directory.FullName, StepJournal.FileName), before.Arn);
        var ranBefore = journal.Read().Count;

        using var second = DemoProcess.Start(DatabasePath);
        var (exitCode, output) = await second.FinishAsync();

        Assert.True(exitCode == 0, output);
        Assert.Contains($"Resuming {s_demo}", output, StringComparison.Ordinal);
        Assert.Contains("and start it again: it goes on where it was.", output, StringComparison.Ordinal);
        Assert.Contains($"Executions are kept in {DatabasePath}\n", output, StringComparison.Ordinal);
        Assert.Contains("SUCCEEDED", output, StringComparison.Ordinal);
        var (after, ended) = await InspectAsync();
        Assert.Equal(before.Arn, after.Arn);
        ExpectedReport.Require(JsonPayloadSerializer.Default.Deserialize<EarthquakeSummary>(after.Result!, new SerializationContext(s_demo, null)));

        var ranAfter = journal.Read().Skip(ranBefore).Select(static run => run.Entry.OperationId).ToArray();
        Assert.NotEmpty(ranAfter);
        Assert.Empty(ranAfter.Intersect(finished));
        Assert.Empty(ended.Except(journal.Read().Select(static run => run.Entry.OperationId)));
    }

    [Fact]
    public async Task On_a_store_that_forgets_nobody_is_told_that_it_goes_on()
    {
        using var process = DemoProcess.Start("--store", "memory");

        var (exitCode, output) = await process.FinishAsync();

        Assert.True(exitCode == 0, output);
        Assert.Contains("This store forgets what it holds when this process ends.", output, StringComparison.Ordinal);
        Assert.DoesNotContain("it goes on where it was", output, StringComparison.Ordinal);
    }

    // A report line a second. All checks have begun in the first that counts, and so are recorded by the second; scoring takes longer than that.
    private static async Task WaitUntilScoringAsync(DemoProcess process)
    {
        List<string> seen = [];
        var scoring = 0;
        while (await process.ReadLineAsync() is { } line)
        {
            seen.Add(line);
            if (ProgressPattern().Match(line) is { Success: true } match
                && Count(match, "checked") == EarthquakeReport.EventCount && Count(match, "scored") > 0 && ++scoring == 2)
            {
                return;
            }
        }

        Assert.Fail($"The demo ended before it was half-way:{Environment.NewLine}{string.Join(Environment.NewLine, seen)}");
    }

    private static int Count(Match match, string what) => int.Parse(match.Groups[what].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

    /// <summary>What is in the database, and which steps have ended there.</summary>
    private async Task<(ExecutionDescription Execution, HashSet<string> EndedSteps)> InspectAsync()
    {
        // A host that is never started: it runs nothing.
        await using var services = new ServiceCollection()
            .AddDurableExecutions(durable => durable.UseSqlite(DatabasePath), static host => host.ServiceId = ServerOptions.DefaultServiceId)
            .BuildServiceProvider();
        var client = services.GetRequiredService<IDurableClient>();
        var listed = await client.ListAsync(new ExecutionQuery());
        Assert.Equal(s_demo, Assert.Single(listed.Executions).Id);

        var history = await ExecutionHistory.ReadAsync(client.GetHandle(s_demo), CancellationToken.None);
        var ends = history.Where(static e => e.EventType is HistoryEventType.StepSucceeded or HistoryEventType.StepFailed).Select(static e => e.Id!).ToArray();
        Assert.Equal(ends.Length, ends.Distinct().Count());
        return (await client.DescribeAsync(s_demo), [.. ends]);
    }

    [GeneratedRegex(@"checked (?<checked>[0-9,]+)/[0-9,]+ +scored (?<scored>[0-9,]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ProgressPattern();
}
