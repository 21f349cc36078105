using System.Globalization;
using System.Runtime.CompilerServices;
using Durable.Samples.Earthquakes;
using Durable.Silo.Demo.Storage;

namespace Durable.Silo.Demo;

/// <summary>The execution that the demo shows: <c>demo-1</c>, <c>demo-2</c>, … of <c>earthquake-report</c>.</summary>
/// <param name="Handle">The execution.</param>
/// <param name="Description">How it was found, or started.</param>
/// <param name="IsResumed">Whether an earlier process began it.</param>
/// <param name="Announcement">What to tell about it at the start.</param>
internal sealed record DemoExecution(ExecutionHandle Handle, ExecutionDescription Description, bool IsResumed, string Announcement)
{
    private const string NamePrefix = "demo-";

    public ExecutionId Id => Handle.Id;

    /// <summary>Finds the demo that is unfinished, or starts the next one.</summary>
    public static async Task<DemoExecution> OpenAsync(IDurableClient client, StoreRequestLog requests, CancellationToken cancellationToken)
    {
        var last = 0;
        await foreach (var execution in ListAsync(client, cancellationToken))
        {
            if (NumberOf(execution.Id) is not { } number)
            {
                continue;
            }

            // The host takes up what is unfinished as soon as it starts, so by now it may even have ended.
            if (execution.Status == ExecutionStatus.Running || requests.HasCommits(execution.Id))
            {
                return await ResumeAsync(client, execution, cancellationToken);
            }

            last = Math.Max(last, number);
        }

        return await StartAsync(client, last + 1, cancellationToken);
    }

    /// <summary>The demo that an earlier process began and did not finish.</summary>
    public static async Task<ExecutionId?> FindUnfinishedAsync(IDurableClient client, CancellationToken cancellationToken)
    {
        await foreach (var execution in ListAsync(client, cancellationToken))
        {
            if (execution.Status == ExecutionStatus.Running && NumberOf(execution.Id) is not null)
            {
                return execution.Id;
            }
        }

        return null;
    }

    private static async Task<DemoExecution> ResumeAsync(IDurableClient client, ExecutionSummary execution, CancellationToken cancellationToken)
    {
        var description = await client.DescribeAsync(execution.Id, includeData: false, cancellationToken);
        return new DemoExecution(
            client.GetHandle(execution.Id),
            description,
            IsResumed: true,
            Invariant($"Resuming {execution.Id}: an earlier process began it at {execution.StartedAt:HH:mm:ss} UTC and did not finish it. ")
            + Invariant($"{description.Usage.Operations:N0} operations are in its log."));
    }

    private static async Task<DemoExecution> StartAsync(IDurableClient client, int number, CancellationToken cancellationToken)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{NamePrefix}{number}");
        var input = new EarthquakeReportRequest();
        var handle = await client.StartAsync(EarthquakeReport.FunctionName, input, new StartOptions { Name = name }, cancellationToken);
        var description = await handle.DescribeAsync(includeData: false, cancellationToken);
        return new DemoExecution(
            handle,
            description,
            IsResumed: false,
            Invariant($"Started {handle.Id}: {EarthquakeReport.EventCount:N0} events, each checked, left alone for {input.SettleSeconds} s and scored."));
    }

    private static async IAsyncEnumerable<ExecutionSummary> ListAsync(
        IDurableClient client, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? marker = null;
        do
        {
            var page = await client.ListAsync(
                new ExecutionQuery { FunctionName = EarthquakeReport.FunctionName, PageSize = ExecutionQuery.MaxPageSize, Marker = marker },
                cancellationToken);
            foreach (var execution in page.Executions)
            {
                yield return execution;
            }

            marker = page.NextMarker;
        }
        while (marker is not null);
    }

    private static int? NumberOf(ExecutionId id) =>
        id.Name.StartsWith(NamePrefix, StringComparison.Ordinal)
        && int.TryParse(id.Name.AsSpan(NamePrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
