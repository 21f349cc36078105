using Durable.Model;

namespace Durable.WebConsole.Timeline;

/// <summary>The fold of one run that is kept, and read on when somebody looks: only what is new is read.</summary>
internal sealed class FoldedHistory : IDisposable
{
    private const int PageSize = ExecutionQuery.MaxPageSize;

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly List<string?> _markers = [null];
    private readonly ExecutionId _id;
    private readonly TimeProvider _timeProvider;

    public FoldedHistory(ExecutionId id, TimeProvider timeProvider) => (_id, _timeProvider) = (id, timeProvider);

    /// <summary>Looks at the fold; nobody changes it meanwhile.</summary>
    /// <param name="client">Where the history is.</param>
    /// <param name="patience">How long the fold may be read on first.</param>
    /// <param name="look">Gets the fold, and whether it is up to date.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<T> LookAsync<T>(IDurableClient client, TimeSpan patience, Func<HistoryFold, bool, T> look, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return look(Fold, await ReadOnAsync(client, patience, cancellationToken));
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>The last events of an operation, with their data.</summary>
    public async Task<IReadOnlyList<HistoryEvent>> ReadLastEventsAsync(IDurableClient client, TimelineRow row, bool includeData, CancellationToken cancellationToken)
    {
        var query = new HistoryQuery { PageSize = PageSize, Marker = _markers[Math.Min(row.LastPage, _markers.Count - 1)], IncludeExecutionData = includeData };
        var page = await client.GetHistoryAsync(_id, query, cancellationToken);
        return [.. page.Events.Where(one => one.Id == row.Id)];
    }

    public void Dispose() => _turn.Dispose();

    private HistoryFold Fold { get; } = new();

    // An ended run has no more to read. The last page of one that runs is read again from its beginning: events are only ever added behind.
    private async Task<bool> ReadOnAsync(IDurableClient client, TimeSpan patience, CancellationToken cancellationToken)
    {
        var began = _timeProvider.GetTimestamp();
        while (Fold.End == 0)
        {
            var query = new HistoryQuery { PageSize = PageSize, Marker = _markers[^1], IncludeExecutionData = false };
            var page = await client.GetHistoryAsync(_id, query, cancellationToken);
            foreach (var one in page.Events)
            {
                Fold.Add(one, _markers.Count - 1);
            }

            if (page.NextMarker is null)
            {
                break;
            }

            _markers.Add(page.NextMarker);
            if (_timeProvider.GetElapsedTime(began) > patience)
            {
                return false;
            }
        }

        return true;
    }
}
