using Durable.Model;

namespace Durable;

/// <summary>The invoked execution reached its own timeout.</summary>
/// <param name="error">The recorded error.</param>
/// <param name="executionId">The invoked execution.</param>
public sealed class InvokeTimedOutException(ErrorObject error, ExecutionId executionId) : InvokeException(error, executionId)
{
    /// <summary>The recorded error type.</summary>
    public const string WireErrorType = "ChainedInvoke.Timeout";
}
