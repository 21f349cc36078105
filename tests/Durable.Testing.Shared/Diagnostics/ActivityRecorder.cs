using System.Collections.Concurrent;
using System.Diagnostics;

namespace Durable.Testing;

/// <summary>Keeps what an exporter would get of some executions. Those of other tests are sampled out.</summary>
public sealed class ActivityRecorder : IDisposable
{
    private const string FunctionTag = "durable.function.name";

    private readonly ConcurrentQueue<Activity> _exported = new();
    private readonly ActivitySource _callers = new($"Durable.Tests.{Guid.NewGuid():N}");
    private readonly ActivityListener _listener;
    private readonly Func<string, bool> _isMeant;
    private readonly Func<ActivityContext, bool> _isSampled;

    /// <param name="isMeant">Whether executions of a function are recorded; asked in the thread that begins the activity.</param>
    /// <param name="isSampled">Decides about the root of a trace; by default all are sampled. Whatever hangs on something is sampled as that is.</param>
    public ActivityRecorder(Func<string, bool> isMeant, Func<ActivityContext, bool>? isSampled = null)
    {
        _isMeant = isMeant;
        _isSampled = isSampled ?? (static _ => true);
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == DurableTelemetry.ActivitySourceName || source == _callers,
            Sample = Sample,
            ActivityStopped = Take,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>All of them, in the order in which they ended.</summary>
    public IReadOnlyList<Activity> Exported => [.. _exported];

    /// <summary>The spans of one kind: those whose name begins with a word.</summary>
    /// <param name="verb">The word.</param>
    public IReadOnlyList<Activity> Of(string verb) => [.. _exported.Where(activity => activity.OperationName.StartsWith($"{verb} ", StringComparison.Ordinal))];

    /// <summary>Begins the activity of a caller, with a listener.</summary>
    public Activity StartCaller() => _callers.StartActivity("caller")!;

    /// <summary>All names of a span's events.</summary>
    public static IReadOnlyList<string> EventsOf(Activity activity) => [.. activity.Events.Select(static e => e.Name)];

    /// <inheritdoc/>
    public void Dispose()
    {
        _listener.Dispose();
        _callers.Dispose();
    }

    private bool IsMeant(IEnumerable<KeyValuePair<string, object?>>? tags) =>
        tags?.FirstOrDefault(static tag => tag.Key == FunctionTag).Value is string function && _isMeant(function);

    // As ParentBased does over another sampler.
    private ActivitySamplingResult Sample(ref ActivityCreationOptions<ActivityContext> options)
    {
        if (options.Source != _callers && !IsMeant(options.Tags))
        {
            return ActivitySamplingResult.None;
        }

        var isSampled = options.Parent.TraceId == default ? _isSampled(options.Parent) : options.Parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded);
        return isSampled ? ActivitySamplingResult.AllDataAndRecorded
            : options.Parent.TraceId == default || options.Parent.IsRemote ? ActivitySamplingResult.PropagationData
            : ActivitySamplingResult.None;
    }

    private void Take(Activity activity)
    {
        if (activity.Recorded && (activity.Source == _callers || IsMeant(activity.TagObjects)))
        {
            _exported.Enqueue(activity);
        }
    }
}
