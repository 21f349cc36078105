using Durable.Core.Codecs;
using Durable.Core.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Durable.Core.Queries.Waiting;

/// <summary>Counts the running executions of the store that are stuck, for the metric. Their heads are read; none is woken.</summary>
/// <param name="store">The store.</param>
/// <param name="rules">Which are stuck.</param>
/// <param name="metrics">Who is told.</param>
/// <param name="interval">How often a host counts; null for never.</param>
/// <param name="logger">The engine's.</param>
internal sealed partial class StuckCount(ExecutionStore store, StuckRules rules, EngineMetrics metrics, TimeSpan? interval, ILogger logger)
{
    private const int PageSize = 1000;

    /// <summary>How often to count; null for never.</summary>
    public TimeSpan? Interval => interval;

    /// <summary>Counts once, where somebody listens. What fails is logged: the metric keeps what it had.</summary>
    public async Task CountAsync(CancellationToken cancellationToken)
    {
        if (!metrics.WantsStuck)
        {
            return;
        }

        try
        {
            metrics.CountStuck(await ReadAsync(cancellationToken));
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogCountFailed(logger, exception);
        }
    }

    /// <summary>This process counts no longer: another one may, and one number is enough.</summary>
    public void Forget() => metrics.CountStuck([]);

    private async Task<IReadOnlyDictionary<(string FunctionName, StuckReason Reason), long>> ReadAsync(CancellationToken cancellationToken)
    {
        Dictionary<(string, StuckReason), long> counts = [];
        var query = new ExecutionQuery { Statuses = [ExecutionStatus.Running], PageSize = PageSize };
        while (true)
        {
            var page = await store.ListAsync(query, cancellationToken);
            foreach (var head in page.Heads)
            {
                if (rules.Find(head) is { } finding)
                {
                    var key = (head.Id.FunctionName, finding.Reason);
                    counts[key] = counts.GetValueOrDefault(key) + 1;
                }
            }

            if (page.NextMarker is null)
            {
                return counts;
            }

            query = query with { Marker = page.NextMarker };
        }
    }

    [LoggerMessage(EventIds.StuckCountFailed, LogLevel.Warning, "The executions that are stuck could not be counted; trying again at the next interval.")]
    private static partial void LogCountFailed(ILogger logger, Exception exception);
}
