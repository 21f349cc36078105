using System.Diagnostics;
using Durable.Diagnostics;

namespace Durable.Core.Diagnostics;

/// <summary>What is kept with an execution of the trace in which it was started.</summary>
/// <param name="Context">The context.</param>
/// <param name="Baggage">The entries that the options name.</param>
internal sealed record StoredTrace(ActivityContext Context, IReadOnlyList<KeyValuePair<string, string?>> Baggage)
{
    /// <summary>Most characters of baggage: it is stored with every execution.</summary>
    public const int MaxBaggage = 1024;

    /// <summary>Reads what was stored, or what a client has sent.</summary>
    /// <param name="text">It.</param>
    /// <param name="keys">The entries of baggage that are kept.</param>
    /// <returns>Null when it cannot be read.</returns>
    public static StoredTrace? Read(string text, ISet<string> keys) => AmbientTrace.TryRead(text, out var context)
        ? new StoredTrace(context, keys.Count == 0 ? [] : [.. TraceBaggage.Read(AmbientTrace.BaggageOf(text)).Where(entry => keys.Contains(entry.Key))])
        : null;

    /// <summary>The form in which it is stored.</summary>
    public override string ToString() => AmbientTrace.Write(Context, Baggage, MaxBaggage);
}
