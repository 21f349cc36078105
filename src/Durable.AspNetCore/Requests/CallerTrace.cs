using System.Diagnostics;

namespace Durable.AspNetCore.Requests;

/// <summary>The trace of a caller, which the framework drops where nobody listens to its own activities.</summary>
internal static class CallerTrace
{
    // What is larger is left behind, as it is where it would be stored.
    private const int MaxState = 256;

    /// <summary>Makes the trace of a request the current one.</summary>
    /// <returns>Ends it; null where there is one already, or the request has none that can be read.</returns>
    public static Activity? Begin(HttpRequest request)
    {
        var parent = request.Headers.TraceParent.ToString();
        if (Activity.Current is not null || !ActivityContext.TryParse(parent, null, out _))
        {
            return null;
        }

        var activity = new Activity(nameof(CallerTrace)).SetParentId(parent);
        activity.TraceStateString = request.Headers.TraceState.ToString() is { Length: > 0 and <= MaxState } state ? state : null;
        return activity.Start();
    }
}
