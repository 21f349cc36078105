using System.Text.Json;
using Durable.Model;
using Durable.Samples.Earthquakes;
using Durable.Silo.Demo.Journal;
using Durable.Silo.Demo.Storage;

namespace Durable.Silo.Demo.Summary;

/// <summary>How the demo went.</summary>
internal sealed record DemoSummary
{
    public required ExecutionDescription Execution { get; init; }

    /// <summary>What the function returned; null when it did not.</summary>
    public required EarthquakeSummary? Result { get; init; }

    /// <summary>Whether an earlier process began it.</summary>
    public required bool IsResumed { get; init; }

    /// <summary>Items whose branch succeeded.</summary>
    public required int ItemsSucceeded { get; init; }

    /// <summary>Items whose branch failed.</summary>
    public required int ItemsFailed { get; init; }

    /// <summary>Requests to the store that this process made for the execution.</summary>
    public required int StorageRequests { get; init; }

    /// <summary>How many of those were commits.</summary>
    public required int Commits { get; init; }

    public required ResumeWave? LargestWave { get; init; }

    public required StepRunCount StepRuns { get; init; }

    public bool IsGood => Execution.Status == ExecutionStatus.Succeeded && StepRuns.RepeatedAfterEnd == 0;

    public static async Task<DemoSummary> ReadAsync(
        DemoExecution demo, ExecutionDescription ended, ExecutionRequests requests, JournalReader journal, CancellationToken cancellationToken)
    {
        var total = requests.Total;
        var commits = requests.Commits;
        var history = await ExecutionHistory.ReadAsync(demo.Handle, cancellationToken);
        return new DemoSummary
        {
            Execution = ended,
            Result = ended.Result is { } result ? JsonSerializer.Deserialize<EarthquakeSummary>(result, JsonSerializerOptions.Web) : null,
            IsResumed = demo.IsResumed,
            ItemsSucceeded = CountItems(history, HistoryEventType.ContextSucceeded),
            ItemsFailed = CountItems(history, HistoryEventType.ContextFailed),
            StorageRequests = total,
            Commits = commits.Count,
            LargestWave = ResumeWave.Largest(history, commits),
            StepRuns = StepRunCount.Of(journal.Read(), history),
        };
    }

    private static int CountItems(IReadOnlyList<HistoryEvent> history, HistoryEventType type) =>
        history.Count(e => e.EventType == type && e.SubType == OperationSubTypes.MapIteration);
}
