namespace Durable;

/// <summary>Why an execution does not go on as it should.</summary>
public enum StuckReason
{
    /// <summary>It is parked.</summary>
    Parked,

    /// <summary>It has been due for more than a minute, and no host has taken it up.</summary>
    Overdue,

    /// <summary>A step, or the function's own code, has been running for longer than <see cref="DurableFunctionOptions.StuckAfter"/>.</summary>
    LongStep,

    /// <summary>Five attempts or more have failed in a row with one type of error.</summary>
    Failing,

    /// <summary>A callback without a timeout has been open for more than 7 days.</summary>
    OpenCallback,

    /// <summary>It ended more than 5 minutes ago, and those who must know of that could not be told.</summary>
    Unsettled,
}
