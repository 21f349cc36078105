using System.Diagnostics;

namespace Durable.Diagnostics;

/// <summary>The trace context of whoever calls a client, as it is sent to the host: <c>traceparent</c>, after a space <c>tracestate</c>, on a second line <c>baggage</c>.</summary>
internal static class AmbientTrace
{
    // What is larger is left behind: the context is stored with every execution.
    private const int MaxState = 256;

    // What any recipient of the header must take.
    private const int MaxBaggage = 8192;

    private const char Line = '\n';

    /// <summary>The context of the current activity; null where there is none.</summary>
    public static string? Capture()
    {
        for (var activity = Activity.Current; activity is { IdFormat: ActivityIdFormat.W3C }; activity = activity.Parent)
        {
            if (activity.Source.Name.Length > 0)
            {
                return Write(activity.Context, activity.Baggage);
            }

            // A framework has made it by itself because nobody listens: nobody exports it, and a child of it would look for its parent in vain.
            if (activity.Parent is null && activity.ParentSpanId != default)
            {
                return Write(new ActivityContext(activity.TraceId, activity.ParentSpanId, activity.ActivityTraceFlags, activity.TraceStateString), activity.Baggage);
            }
        }

        return null;
    }

    /// <summary>Writes a context.</summary>
    public static string Write(in ActivityContext context, IEnumerable<KeyValuePair<string, string?>> baggage, int maxBaggage = MaxBaggage)
    {
        var parent = Write(context);
        var entries = TraceBaggage.Write(baggage, maxBaggage);
        return entries.Length == 0 ? parent : $"{parent}{Line}{entries}";
    }

    /// <summary>Writes a context without baggage.</summary>
    public static string Write(in ActivityContext context)
    {
        var parent = $"00-{context.TraceId}-{context.SpanId}-{(int)(context.TraceFlags & ActivityTraceFlags.Recorded):x2}";
        return context.TraceState is { Length: > 0 and <= MaxState } state ? $"{parent} {state}" : parent;
    }

    /// <summary>Reads what <see cref="Write(in ActivityContext)"/> has written.</summary>
    /// <returns>False when it has another form.</returns>
    public static bool TryRead(string text, out ActivityContext context)
    {
        var first = text.AsSpan();
        first = first.IndexOf(Line) is >= 0 and var end ? first[..end] : first;
        var space = first.IndexOf(' ');
        return ActivityContext.TryParse(
            (space < 0 ? first : first[..space]).ToString(), space < 0 ? null : first[(space + 1)..].ToString(), isRemote: true, out context);
    }

    /// <summary>The baggage of what <see cref="Capture"/> has written; empty where there is none.</summary>
    public static string BaggageOf(string text) => text.IndexOf(Line, StringComparison.Ordinal) is >= 0 and var end ? text[(end + 1)..] : "";
}
