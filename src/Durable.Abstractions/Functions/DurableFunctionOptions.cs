using System.Text.Json;
using System.Text.Json.Serialization;

namespace Durable;

/// <summary>How one registered function's executions are run. Values are fixed in an execution when it starts.</summary>
public sealed class DurableFunctionOptions
{
    /// <summary>Longest an execution may take, waits included; it then ends TIMED_OUT. 1 s to 366 days; default 366 days.</summary>
    public TimeSpan ExecutionTimeout { get; set; } = DurableLimits.MaxDelay;

    /// <summary>How long an ended execution is kept. 1 to 90 days; default 14 days.</summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(14);

    /// <summary>
    /// Version that this code is. A function may be registered once for each of its versions: new executions take the newest, running
    /// ones keep theirs until they end. Newest is the highest, where runs of digits count as numbers (10 after 9, 1.10 after 1.9).
    /// Default: <c>$LATEST</c>.
    /// </summary>
    public string Version { get; set; } = ExecutionArn.LatestVersion;

    /// <summary>
    /// What becomes of an execution whose code no longer fits its log. Unlike the other values it is that of the code that runs now. Default: null,
    /// which is <c>DurableEngineOptions.OnDivergence</c> of the host.
    /// </summary>
    public DivergenceBehavior? OnDivergence { get; set; }

    /// <summary>
    /// How long a step, or the function's own code, may run before the execution counts as stuck. Nothing is done to it: lists and descriptions say so
    /// (<see cref="StuckReason.LongStep"/>). Like <see cref="OnDivergence"/> it is that of the code that runs now. 1 s to 366 days; default 1 hour.
    /// </summary>
    public TimeSpan StuckAfter { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Serializer of input, result and of every operation that names none. Default: the host's, which is plain JSON unless it was given another.</summary>
    public IPayloadSerializer? Serializer { get; set; }

    /// <summary>Writes and reads what this function and its operations exchange as JSON of a source-generated context.</summary>
    /// <param name="context">Knows the function's input and result, and those results of its operations that have no serializer of their own.</param>
    public void UseJson(JsonSerializerContext context) => Serializer = new JsonPayloadSerializer(context);

    /// <summary>Writes and reads what this function and its operations exchange as JSON by options.</summary>
    /// <param name="options">Must not change incompatibly while executions run.</param>
    public void UseJson(JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Serializer = new JsonPayloadSerializer(options);
    }
}
