using System.Globalization;

namespace Durable.Storage;

/// <summary>
/// Place of an execution in a list, by start time and run id of its first run; it does not shift when others start or end, nor when it continues
/// as new.
/// </summary>
/// <param name="StartedAtMs">Start time, Unix milliseconds.</param>
/// <param name="RunId">Id of the execution's first run.</param>
public sealed record ListMarker(long StartedAtMs, string RunId)
{
    /// <summary>The place of an execution.</summary>
    /// <param name="head">The execution.</param>
    public static ListMarker Of(ExecutionHead head) => new(head.FirstStartedAt.ToUnixTimeMilliseconds(), head.FirstRunId);

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <param name="text">The marker.</param>
    /// <exception cref="ArgumentException">The text is not a marker.</exception>
    public static ListMarker Parse(string text)
    {
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && dot < text.Length - 1 && long.TryParse(text.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out var startedAt)
            ? new ListMarker(startedAt, text[(dot + 1)..])
            : throw new ArgumentException($"The marker '{text}' is not one that a list call handed out. Start again without a marker.", nameof(text));
    }

    /// <summary>Whether <paramref name="head"/> comes after this place in the given order.</summary>
    /// <param name="head">The candidate.</param>
    /// <param name="oldestFirst">Order of the list.</param>
    public bool IsBefore(ExecutionHead head, bool oldestFirst) =>
        oldestFirst ? Order(this, Of(head)) < 0 : Order(this, Of(head)) > 0;

    /// <summary>Oldest first; run ids decide between executions of the same millisecond.</summary>
    /// <param name="left">One place.</param>
    /// <param name="right">Another place.</param>
    public static int Order(ListMarker left, ListMarker right) => left.StartedAtMs != right.StartedAtMs
        ? left.StartedAtMs.CompareTo(right.StartedAtMs)
        : string.CompareOrdinal(left.RunId, right.RunId);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{StartedAtMs}.{RunId}");
}
