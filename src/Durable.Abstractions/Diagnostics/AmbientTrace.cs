using System.Diagnostics;

namespace Durable.Diagnostics;

/// <summary>The trace context of whoever calls a client, as it is sent to the host.</summary>
internal static class AmbientTrace
{
    // What is larger is left behind: the context is stored with every execution.
    private const int MaxState = 256;

    /// <summary><c>traceparent</c>, and after a space <c>tracestate</c>; null where there is none.</summary>
    public static string? Capture()
    {
        for (var activity = Activity.Current; activity is { IdFormat: ActivityIdFormat.W3C }; activity = activity.Parent)
        {
            if (activity.Source.Name.Length > 0)
            {
                return Write(activity.Context);
            }

            // A framework has made it by itself because nobody listens: nobody exports it, and a child of it would look for its parent in vain.
            if (activity.Parent is null && activity.ParentSpanId != default)
            {
                return Write(new ActivityContext(activity.TraceId, activity.ParentSpanId, activity.ActivityTraceFlags, activity.TraceStateString));
            }
        }

        return null;
    }

    /// <summary>Writes a context.</summary>
    public static string Write(in ActivityContext context)
    {
        var parent = $"00-{context.TraceId}-{context.SpanId}-{(int)(context.TraceFlags & ActivityTraceFlags.Recorded):x2}";
        return context.TraceState is { Length: > 0 and <= MaxState } state ? $"{parent} {state}" : parent;
    }

    /// <summary>Reads what <see cref="Write"/> has written.</summary>
    /// <returns>False when it has another form.</returns>
    public static bool TryRead(string text, out ActivityContext context)
    {
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        return ActivityContext.TryParse(space < 0 ? text : text[..space], space < 0 ? null : text[(space + 1)..], isRemote: true, out context);
    }
}
