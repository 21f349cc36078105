using Microsoft.Extensions.Logging;

namespace Durable;

/// <summary>What the submitter of a callback works with.</summary>
public interface IWaitForCallbackContext
{
    /// <summary>A logger that always logs: the submitter runs only when it is really executed.</summary>
    ILogger Logger { get; }

    /// <summary>Number of the running attempt, from 1.</summary>
    int AttemptNumber { get; }
}
