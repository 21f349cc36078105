namespace Durable;

/// <summary>How long a callback stays open, and how its result is read.</summary>
public record CallbackConfig
{
    /// <summary>
    /// How long it may stay open, counted from when it is recorded: 1 second to 99,999,999 seconds, rounded up to whole seconds. Default:
    /// <see cref="TimeSpan.Zero"/>, no limit but the execution's own timeout.
    /// </summary>
    public TimeSpan Timeout { get; init; }

    /// <summary>
    /// How long it may go without a heartbeat, counted from when it is recorded or the last heartbeat: 1 second to 99,999,999 seconds,
    /// rounded up to whole seconds. Default: <see cref="TimeSpan.Zero"/>, no heartbeats are expected.
    /// </summary>
    public TimeSpan HeartbeatTimeout { get; init; }

    /// <summary>Reads what was sent. Default: the function's.</summary>
    public IPayloadSerializer? Serializer { get; init; }
}
