namespace Durable;

/// <summary>How much of an execution becomes spans.</summary>
public enum TraceDetail
{
    /// <summary>Starts and invocations.</summary>
    Invocations,

    /// <summary>These, and each attempt of a step, poll or submitter.</summary>
    Steps,

    /// <summary>
    /// These, and child contexts, batches and branches: a segment each in every invocation that records something in them. At most 100 branches of a batch.
    /// </summary>
    Contexts,
}
