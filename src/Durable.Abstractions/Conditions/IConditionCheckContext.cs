using Microsoft.Extensions.Logging;

namespace Durable;

/// <summary>What the check of a condition works with.</summary>
public interface IConditionCheckContext
{
    /// <summary>A logger that always logs: the check runs only when it is really executed.</summary>
    ILogger Logger { get; }

    /// <summary>Number of the running poll, from 1.</summary>
    int AttemptNumber { get; }

    /// <summary>
    /// Services in a scope of this poll alone: what is scoped, such as a database context, is shared with no other step, and is disposed when the
    /// check has left. Made when first used.
    /// </summary>
    IServiceProvider Services { get; }
}
