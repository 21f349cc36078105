namespace Durable.Testing;

/// <summary>What happens to a message between a branch and its execution. Either way the branch is told that it failed.</summary>
internal enum WireFault
{
    /// <summary>It never arrives.</summary>
    MessageIsLost,

    /// <summary>It arrives, and its answer does not.</summary>
    AnswerIsLost,
}
