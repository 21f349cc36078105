using Microsoft.Extensions.Logging;

namespace Durable;

/// <summary>What a step body works with.</summary>
public interface IStepContext
{
    /// <summary>A logger that always logs: the body runs only when it is really executed.</summary>
    ILogger Logger { get; }

    /// <summary>Number of the running attempt, from 1.</summary>
    int AttemptNumber { get; }

    /// <summary>Id of the operation, unique in the execution and stable over replays and attempts; good as an idempotency key.</summary>
    string OperationId { get; }
}
