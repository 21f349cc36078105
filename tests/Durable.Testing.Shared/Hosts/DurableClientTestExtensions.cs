using Durable.Model;

namespace Durable.Testing;

/// <summary>Short cuts of tests.</summary>
public static class DurableClientTestExtensions
{
    /// <summary>Reads a whole history, page by page.</summary>
    /// <param name="client">The client.</param>
    /// <param name="id">The execution.</param>
    public static async Task<History> ReadHistoryAsync(this IDurableClient client, ExecutionId id)
    {
        List<HistoryEvent> events = [];
        string? marker = null;
        do
        {
            var page = await client.GetHistoryAsync(id, new HistoryQuery { PageSize = ExecutionQuery.MaxPageSize, Marker = marker });
            events.AddRange(page.Events);
            marker = page.NextMarker;
        }
        while (marker is not null);

        return new History(events);
    }
}
