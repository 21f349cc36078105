namespace Durable;

/// <summary>How much of an execution becomes spans.</summary>
public enum TraceDetail
{
    /// <summary>Starts and invocations.</summary>
    Invocations,

    /// <summary>These, and each attempt of a step, poll or submitter.</summary>
    Steps,
}
