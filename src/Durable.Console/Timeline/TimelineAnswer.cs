using System.Text.Json.Serialization;
using Durable.WebConsole.Text;

namespace Durable.WebConsole.Timeline;

/// <summary>A part of a timeline, as the browser asks for it.</summary>
/// <param name="Version">Changes with the history.</param>
/// <param name="IsComplete">Whether the whole history is in it; otherwise ask again.</param>
/// <param name="Operations">How many there are in all.</param>
/// <param name="Start">When the run began, in milliseconds since the epoch.</param>
/// <param name="End">When it ended; 0 while it runs.</param>
/// <param name="Now">What the server's clock shows.</param>
/// <param name="Busy">When something ran.</param>
/// <param name="Lost">When an invocation was lost with its host.</param>
/// <param name="Total">How many rows the parent has.</param>
/// <param name="Offset">Where the first of these stands.</param>
/// <param name="Rows">The rows.</param>
internal sealed record TimelineAnswer(
    long Version,
    bool IsComplete,
    int Operations,
    long Start,
    long End,
    long Now,
    IReadOnlyList<long[]>? Busy,
    IReadOnlyList<long>? Lost,
    int Total,
    int Offset,
    IReadOnlyList<TimelineAnswerRow> Rows)
{
    public const int MaxRows = 200;

    /// <summary>Takes the children of a row.</summary>
    /// <param name="fold">The timeline.</param>
    /// <param name="isComplete">Whether all of the history is in it.</param>
    /// <param name="parent">The row.</param>
    /// <param name="state">Only children in this state; null for all.</param>
    /// <param name="offset">How many to leave out.</param>
    /// <param name="limit">How many to take.</param>
    /// <param name="now">The time.</param>
    public static TimelineAnswer Of(HistoryFold fold, bool isComplete, TimelineRow parent, RowState? state, int offset, int limit, DateTimeOffset now)
    {
        var children = state is { } wanted ? [.. parent.Children.Where(child => child.Seen == wanted)] : parent.Children;
        var at = now.ToUnixTimeMilliseconds();
        var first = Math.Clamp(offset, 0, children.Count);
        var rows = new List<TimelineAnswerRow>();
        for (var i = first; i < Math.Min(children.Count, first + Math.Min(limit, MaxRows)); i++)
        {
            rows.Add(TimelineAnswerRow.Of(children[i], at));
        }

        var isWhole = parent == fold.Root;
        return new TimelineAnswer(
            fold.Events,
            isComplete,
            fold.Count,
            fold.Start,
            fold.End,
            at,
            isWhole ? BusyTime.Of(fold, at) : null,
            isWhole ? [.. fold.Invocations.Where(static invocation => invocation.HasFailed).Select(static invocation => invocation.End).Take(MaxRows)] : null,
            children.Count,
            first,
            rows);
    }
}

/// <summary>A row of a timeline.</summary>
internal sealed record TimelineAnswerRow
{
    // More attempts than this are a bar without joints.
    private const int MaxAttempts = 40;

    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string Kind { get; init; }

    public required string State { get; init; }

    public required long Start { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long End { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Due { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Children { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int AttemptCount { get; init; }

    /// <summary>Start, end and 1 for a failed one; the last of them when there are many.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<long[]>? Attempts { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Invoked { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public BatchStrip? Strip { get; init; }

    public static TimelineAnswerRow Of(TimelineRow row, long now) => new()
    {
        Id = row.Id,
        Name = Shown.Line(row.Name, Shown.MaxNameLength),
        Kind = row.Kind.ToString(),
        State = row.Seen.ToString(),
        Start = row.Start,
        End = row.End,
        Due = row.Due,
        Children = row.Children.Count,
        AttemptCount = row.Attempts.Count,
        Attempts = row.Attempts.Count == 0
            ? null
            : [.. row.Attempts.Skip(row.Attempts.Count - MaxAttempts).Select(static one => (long[])[one.Start, one.End, one.HasFailed ? 1 : 0])],
        Invoked = row.Invoked?.ToString(),
        Strip = row.Children.Count > BatchStrip.Threshold ? BatchStrip.Of(row, now) : null,
    };
}
