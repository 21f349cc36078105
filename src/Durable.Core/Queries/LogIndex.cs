using Durable.Core.Codecs;
using Durable.Core.Log;
using Durable.Core.Log.Records;
using Durable.Model;
using Durable.Storage;

namespace Durable.Core.Queries;

/// <summary>
/// What a log says but for the data in it: its operations, its events, and where each event's data stands. So a page of a history costs what is on
/// the page, however long the log is, and a log that has grown is read on from where it had been read to.
/// </summary>
internal sealed class LogIndex
{
    // An event without data, and its share of the operation that it is about.
    private const int EventBytes = 600;

    // A head with more data is read again where that is wanted.
    private const int MaxHeadData = 64 * 1024;

    private readonly HistoryBuilder _history;
    private readonly List<EventSource> _sources = [];
    private readonly Dictionary<long, ReadOnlyMemory<byte>>? _kept;
    private ExecutionHead? _headWithData;
    private long _keptBytes;
    private long _lastPlace;

    /// <summary>Begins with the first part of a log.</summary>
    /// <param name="first">The part; its head has data.</param>
    /// <param name="keepsLog">Whether so short a log is kept beside its index.</param>
    /// <exception cref="CheckpointStoreException">The log is damaged.</exception>
    public LogIndex(DecodedLogPart first, bool keepsLog)
    {
        var head = first.Part.Head;
        _history = new HistoryBuilder(Mark(head));
        _sources.Add(new EventSource(EventSource.Head, 0, head.Input?.Length ?? 0));
        _kept = keepsLog ? [] : null;
        Head = WithoutData(head);
        See(head);
        Add(first);
    }

    /// <summary>The newest head that was seen, without data.</summary>
    public ExecutionHead Head { get; private set; }

    /// <summary>The operations, without data.</summary>
    public OperationLog Log => _history.Log;

    /// <summary>About how many bytes it takes in memory.</summary>
    public long Size => _keptBytes + ((long)_sources.Count * EventBytes);

    /// <summary>What of the log is to be read next.</summary>
    public LogQuery Next => new(Head.Id) { After = _lastPlace };

    /// <summary>The version that must be older than all that is read next.</summary>
    public long LastVersion { get; private set; }

    /// <summary>Whether the end of the execution comes with a part, so that its head has to be read with data before that is added.</summary>
    public bool IsEndOf(LogPart part) => part.Head.Status != ExecutionStatus.Running && Head.Status == ExecutionStatus.Running;

    /// <summary>Notes how the head stands, with data.</summary>
    public void See(ExecutionHead head)
    {
        _history.Head = Mark(head);
        _headWithData = LengthOfEnd(head) + (head.Input?.Length ?? 0) <= MaxHeadData ? head : null;
        Head = WithoutData(head);
    }

    /// <summary>Adds the next part of the log.</summary>
    /// <exception cref="CheckpointStoreException">The log is damaged.</exception>
    public void Add(DecodedLogPart next)
    {
        foreach (var segment in next.Part.Segments)
        {
            Add(segment);
        }

        LastVersion = next.LastVersion;
        Head = WithoutData(next.Part.Head);
    }

    /// <summary>The events of a page, and what of their data is at hand.</summary>
    /// <param name="skip">How many events come before it.</param>
    /// <param name="query">How many events it has, and whether from the back.</param>
    /// <param name="maxLength">The page ends before the event whose data would make it longer than this, in characters; it has one at least.</param>
    public HistorySlice Slice(int skip, HistoryQuery query, long maxLength)
    {
        List<(HistoryEvent Event, EventSource Source)> events = [];
        var length = 0L;
        var next = Math.Min(skip, _sources.Count);
        for (; next < _sources.Count && events.Count < query.PageSize; next++)
        {
            var index = query.ReverseOrder ? _sources.Count - 1 - next : next;
            length += query.IncludeExecutionData ? _sources[index].Length : 0;
            if (events.Count > 0 && length > maxLength)
            {
                break;
            }

            events.Add((_history.Events[index], _sources[index]));
        }

        return new HistorySlice(Head, _headWithData, events, next < _sources.Count ? next : null, KeptOf(events));
    }

    private Dictionary<long, ReadOnlyMemory<byte>>? KeptOf(List<(HistoryEvent Event, EventSource Source)> events) =>
        _kept is { } kept ? events.Select(static one => one.Source.Place).Distinct().Where(kept.ContainsKey).ToDictionary(static place => place, place => kept[place]) : null;

    private void Add(LogSegment segment)
    {
        if (_kept is not null)
        {
            _kept.Add(segment.Place, segment.Records);
            _keptBytes += segment.Records.Length;
        }

        var number = 0;
        LogRecordReader.Read(Head.Id, segment.Records.Span, record =>
        {
            record.WithoutData().AddTo(_history);
            var source = record is ExecutionClosedRecord
                ? new EventSource(EventSource.Head, 0, LengthOfEnd(_history.Head))
                : new EventSource(segment.Place, number, record.Data.Length);
            while (_sources.Count < _history.Events.Count)
            {
                _sources.Add(RecordData.IsMarked(_history.Events[_sources.Count].Details) ? source : source with { Length = 0 });
            }

            number++;
        });
        _lastPlace = segment.Place;
    }

    private static ExecutionHead WithoutData(ExecutionHead head) => head with { Input = null, Result = null, Error = null };

    private static ExecutionHead Mark(ExecutionHead head) => head with
    {
        Input = new RecordData(head.Input, Error: null).ToMarks().Payload,
        Result = new RecordData(head.Result, head.Error).ToMarks().Payload,
        Error = new RecordData(head.Result, head.Error).ToMarks().Error,
    };

    private static int LengthOfEnd(ExecutionHead head) => new RecordData(head.Result, head.Error).Length;
}
