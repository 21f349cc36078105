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
    public string Version { get; set; } = "$LATEST";

    /// <summary>Serializer of input, result and of every operation that names none. Default: plain JSON.</summary>
    public IPayloadSerializer Serializer { get; set; } = JsonPayloadSerializer.Default;
}
