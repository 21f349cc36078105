namespace Durable.Storage;

/// <summary>When and why somebody must look after an execution.</summary>
/// <param name="At">From when on.</param>
/// <param name="Kind">Why.</param>
public readonly record struct WakeUp(DateTimeOffset At, WakeUpKind Kind);

/// <summary>Why an execution must be looked after.</summary>
public enum WakeUpKind
{
    /// <summary>It is in some host's memory; if that host is gone, another must take over.</summary>
    Lease,

    /// <summary>It hibernates until then.</summary>
    Timer,
}
