namespace Durable.WebConsole.Timeline;

/// <summary>An operation, folded from the events of its history. There may be hundreds of thousands, so it holds no payload and no error.</summary>
internal sealed class TimelineRow(string id, string? name, RowKind kind, TimelineRow? parent, long start)
{
    private List<RowAttempt>? _attempts;
    private List<TimelineRow>? _children;

    public string Id { get; } = id;

    public string? Name { get; } = name;

    public RowKind Kind { get; } = kind;

    public TimelineRow? Parent { get; } = parent;

    /// <summary>When it began, in milliseconds since the epoch.</summary>
    public long Start { get; } = start;

    /// <summary>When it ended; 0 while it is open.</summary>
    public long End { get; private set; }

    /// <summary>When its wait, its pause or its time for an answer is over; 0 when there is no such time.</summary>
    public long Due { get; private set; }

    public RowState State { get; private set; } = kind switch
    {
        RowKind.Wait => RowState.Waiting,
        RowKind.Callback or RowKind.Invoke => RowState.Outside,
        _ => RowState.Running,
    };

    /// <summary>The execution that an invoke has started.</summary>
    public ExecutionId? Invoked { get; set; }

    /// <summary>What completes a callback; only for callers who may.</summary>
    public string? CallbackId { get; set; }

    /// <summary>Which page of the history has its last event.</summary>
    public int LastPage { get; set; }

    public IReadOnlyList<TimelineRow> Children => _children ?? (IReadOnlyList<TimelineRow>)[];

    public IReadOnlyList<RowAttempt> Attempts => _attempts ?? (IReadOnlyList<RowAttempt>)[];

    public bool IsOpen => End == 0;

    public bool IsFailure => State is RowState.Failed or RowState.TimedOut;

    /// <summary>How far it is, seen from outside: a context waits for what its open operations wait for.</summary>
    public RowState Seen
    {
        get
        {
            if (!IsOpen || _children is null)
            {
                return State;
            }

            var seen = State;
            foreach (var child in _children)
            {
                if (child.IsOpen)
                {
                    seen = child.Seen;
                    if (seen == RowState.Running)
                    {
                        break;
                    }
                }
            }

            return seen;
        }
    }

    public void Add(TimelineRow child) => (_children ??= []).Add(child);

    public void BeginAttempt(long at)
    {
        (State, Due) = (RowState.Running, 0);
        (_attempts ??= new List<RowAttempt>(1)).Add(new RowAttempt(at, 0, HasFailed: false));
    }

    public void EndAttempt(long at, bool hasFailed)
    {
        if (_attempts is { Count: > 0 } attempts && attempts[^1].End == 0)
        {
            attempts[^1] = attempts[^1] with { End = Math.Max(at, attempts[^1].Start), HasFailed = hasFailed };
        }
    }

    public void Pause(long until) => (State, Due) = (Kind == RowKind.Condition ? RowState.Waiting : RowState.Retrying, until);

    public void WaitUntil(long due) => Due = due;

    public void Close(RowState state, long at) => (State, End, Due) = (state, Math.Max(at, Start), 0);
}
