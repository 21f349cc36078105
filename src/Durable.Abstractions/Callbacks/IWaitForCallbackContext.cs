using Microsoft.Extensions.Logging;

namespace Durable;

/// <summary>What the submitter of a callback works with.</summary>
public interface IWaitForCallbackContext
{
    /// <summary>A logger that always logs: the submitter runs only when it is really executed.</summary>
    ILogger Logger { get; }

    /// <summary>Number of the running attempt, from 1.</summary>
    int AttemptNumber { get; }

    /// <summary>
    /// Services in a scope of this attempt alone: what is scoped, such as a database context, is shared with no other step, and is disposed when the
    /// submitter has left, also when it was left behind by a timeout or a stop. Made when first used.
    /// </summary>
    IServiceProvider Services { get; }
}
