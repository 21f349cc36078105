using System.Diagnostics;

namespace Durable.Silo.Dev;

/// <summary>What an earlier process left in the store.</summary>
/// <param name="Count">How many executions, up to a page of them.</param>
/// <param name="Running">How many of them go on.</param>
/// <param name="First">One that goes on; null where none does.</param>
/// <param name="Recorded">How many operations of that one are in its log.</param>
internal sealed record KeptExecutions(int Count, int Running, ExecutionId? First, long Recorded)
{
    /// <summary>Reads it. Executions that go on go on meanwhile.</summary>
    public static async Task<KeptExecutions> ReadAsync(IDurableClient client, CancellationToken cancellationToken)
    {
        using var process = Process.GetCurrentProcess();
        var query = new ExecutionQuery { StartedBefore = new DateTimeOffset(process.StartTime), PageSize = ExecutionQuery.MaxPageSize };
        var all = (await client.ListAsync(query, cancellationToken)).Executions;
        var running = (await client.ListAsync(query with { Statuses = [ExecutionStatus.Running] }, cancellationToken)).Executions;
        return running is [var first, ..]
            ? new KeptExecutions(all.Count, running.Count, first.Id, (await client.DescribeAsync(first.Id, includeData: false, cancellationToken)).Usage.Operations)
            : new KeptExecutions(all.Count, 0, null, 0);
    }

    /// <summary>The same for people; nothing when there is nothing.</summary>
    public IEnumerable<string> Lines
    {
        get
        {
            if (Count == 0)
            {
                yield break;
            }

            yield return Invariant($"kept from earlier: {Amount(Count)}, {(Running == 0 ? "all ended" : Invariant($"{Running:N0} of them unfinished"))}");
            if (First is { } first)
            {
                yield return $"goes on: {first}";
                yield return Invariant($"         {Recorded:N0} operations are in its log and do not run again");
            }

            static string Amount(int count) =>
                count == 1 ? "1 execution" : Invariant($"{count:N0} executions{(count == ExecutionQuery.MaxPageSize ? " or more" : "")}");
        }
    }
}
