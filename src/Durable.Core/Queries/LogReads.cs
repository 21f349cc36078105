using Durable.Core.Codecs;
using Durable.Core.Log;
using Durable.Core.Log.Records;
using Durable.Model;
using Durable.Storage;

namespace Durable.Core.Queries;

/// <summary>Reads logs for those who look and run nothing. So many at a time, and each in parts: what is in memory is bounded, however long logs are.</summary>
internal sealed class LogReads(ExecutionStore store, TimeProvider timeProvider, int maxConcurrent)
{
    /// <summary>A log of so many bytes is read as quickly as it is found among those that are kept: 1 MiB.</summary>
    public const long ShortLog = 1024 * 1024;

    private readonly LogIndexCache _indexes = new(timeProvider);

    private SemaphoreSlim Places { get; } = new(maxConcurrent);

    /// <summary>Reads from the index of a log, up to its newest segment. The index is kept for who reads on; that of a short log until it has been read to its end.</summary>
    /// <param name="id">The execution.</param>
    /// <param name="read">Reads, and says whether it has read to the end.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What was read; null also when there is no such execution.</returns>
    /// <exception cref="CheckpointStoreException">The log cannot be read.</exception>
    public async Task<TResult?> ReadAsync<TResult>(ExecutionId id, Func<LogIndex, (TResult? Result, bool IsEnd)> read, CancellationToken cancellationToken)
        where TResult : class
    {
        var entry = _indexes.Enter(id);
        try
        {
            // Whoever asks for the same one meanwhile has the use of it.
            await entry.Turn.WaitAsync(cancellationToken);
            try
            {
                if (await RenewAsync(id, entry.Take(), cancellationToken) is not { } index)
                {
                    return null;
                }

                var (result, isEnd) = read(index);
                entry.Index = isEnd && index.Head.LogBytes <= ShortLog ? null : index;
                return result;
            }
            finally
            {
                entry.Turn.Release();
            }
        }
        finally
        {
            _indexes.Leave(entry);
        }
    }

    /// <summary>The events of a slice with their data.</summary>
    /// <exception cref="CheckpointStoreException">The data cannot be read.</exception>
    /// <exception cref="ExecutionNotFoundException">The execution has gone, or has begun another run, since the slice was made.</exception>
    public async Task<IReadOnlyList<HistoryEvent>> FillAsync(HistorySlice slice, CancellationToken cancellationToken)
    {
        var events = slice.Events.Select(static one => one.Event).ToArray();
        var wanted = slice.Events
            .Select(static (one, index) => (Index: index, one.Source))
            .Where(one => RecordData.IsMarked(events[one.Index].Details))
            .ToLookup(static one => one.Source.Place);
        if (wanted.Count == 0)
        {
            return events;
        }

        using var place = slice is { Kept: not null, HeadWithData: not null } ? null : await TakePlaceAsync(cancellationToken);
        if (wanted.Contains(EventSource.Head))
        {
            var head = slice.HeadWithData ?? RequireSame(slice, await store.ReadHeadAsync(slice.Head.Id, includeData: true, cancellationToken));
            foreach (var (index, _) in wanted[EventSource.Head])
            {
                events[index] = (events[index].EventType == HistoryEventType.ExecutionStarted ? new RecordData(head.Input, Error: null) : new RecordData(head.Result, head.Error))
                    .Fill(events[index]);
            }
        }

        var places = wanted.Select(static one => one.Key).Where(static place => place != EventSource.Head).ToList();
        if (slice.Kept is { } kept)
        {
            places.ForEach(place => Fill(new LogSegment(place, kept[place])));
        }
        else if (places.Count > 0)
        {
            await ReadSegmentsAsync(slice, places.Min() - 1, places.Max(), Fill, cancellationToken);
        }

        return events;

        void Fill(LogSegment segment)
        {
            if (wanted.Contains(segment.Place))
            {
                List<LogRecord> records = [];
                LogRecordReader.Read(slice.Head.Id, segment.Records.Span, records.Add);
                foreach (var (index, source) in wanted[segment.Place])
                {
                    events[index] = records[source.Record].Data.Fill(events[index]);
                }
            }
        }
    }

    private async Task ReadSegmentsAsync(HistorySlice slice, long after, long through, Action<LogSegment> accept, CancellationToken cancellationToken)
    {
        var (hasMore, lastVersion) = (true, 0L);
        while (hasMore)
        {
            var read = await store.ReadLogAsync(new LogQuery(slice.Head.Id) { After = after, Through = through }, lastVersion, cancellationToken);
            RequireSame(slice, read?.Part.Head);
            foreach (var segment in read!.Part.Segments)
            {
                accept(segment);
                after = segment.Place;
            }

            (hasMore, lastVersion) = (read.Part.HasMore, read.LastVersion);
        }
    }

    // The index of before is not to be used again where reading on fails: it may have taken half of a part.
    private async Task<LogIndex?> RenewAsync(ExecutionId id, LogIndex? index, CancellationToken cancellationToken)
    {
        if (index is not null)
        {
            if (await store.ReadHeadAsync(id, includeData: false, cancellationToken) is not { } head)
            {
                return null;
            }

            if (head.RunId == index.Head.RunId && head.Version == index.Head.Version)
            {
                return index;
            }
        }

        using var place = await TakePlaceAsync(cancellationToken);
        while (true)
        {
            if (index is null)
            {
                var first = new LogQuery(id) { IncludeData = true, MaxBytes = LogIndexCache.MaxKeptLog };
                if (await store.ReadLogAsync(first, lastVersion: 0, cancellationToken) is not { } begun)
                {
                    return null;
                }

                index = new LogIndex(begun, keepsLog: !begun.Part.HasMore);
                if (!begun.Part.HasMore)
                {
                    return index;
                }
            }

            if (await store.ReadLogAsync(index.Next, index.LastVersion, cancellationToken) is not { } read)
            {
                return null;
            }

            if (read.Part.Head.RunId != index.Head.RunId)
            {
                // It has continued as new.
                index = null;
                continue;
            }

            if (index.IsEndOf(read.Part))
            {
                if (await store.ReadHeadAsync(id, includeData: true, cancellationToken) is not { } ended)
                {
                    return null;
                }

                index.See(ended);
            }

            index.Add(read);
            if (!read.Part.HasMore)
            {
                return index;
            }
        }
    }

    private static ExecutionHead RequireSame(HistorySlice slice, ExecutionHead? head) =>
        head?.RunId == slice.Head.RunId ? head : throw new ExecutionNotFoundException(slice.Head.Id);

    private async Task<IDisposable> TakePlaceAsync(CancellationToken cancellationToken)
    {
        await Places.WaitAsync(cancellationToken);
        return new Place(Places);
    }

    private sealed class Place(SemaphoreSlim places) : IDisposable
    {
        public void Dispose() => places.Release();
    }
}
