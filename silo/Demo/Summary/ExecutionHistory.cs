using Durable.Model;

namespace Durable.Silo.Demo.Summary;

internal static class ExecutionHistory
{
    /// <summary>All pages of a history, without payloads.</summary>
    public static async Task<IReadOnlyList<HistoryEvent>> ReadAsync(ExecutionHandle execution, CancellationToken cancellationToken)
    {
        List<HistoryEvent> events = [];
        string? marker = null;
        do
        {
            var page = await execution.GetHistoryAsync(
                new HistoryQuery { IncludeExecutionData = false, PageSize = ExecutionQuery.MaxPageSize, Marker = marker }, cancellationToken);
            events.AddRange(page.Events);
            marker = page.NextMarker;
        }
        while (marker is not null);

        return events;
    }
}
