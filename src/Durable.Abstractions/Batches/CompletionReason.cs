namespace Durable;

/// <summary>Why a batch ended.</summary>
public enum CompletionReason
{
    /// <summary>Every branch settled.</summary>
    AllCompleted,

    /// <summary>Enough branches succeeded before all were settled.</summary>
    MinSuccessfulReached,

    /// <summary>More branches failed than tolerated.</summary>
    FailureToleranceExceeded,
}
