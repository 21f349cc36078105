using Durable.Model;
using Durable.Storage;

namespace Durable.Core.Operations.Invokes;

/// <summary>How an invoked execution has ended, as its invoker sees it.</summary>
/// <param name="Status">How.</param>
/// <param name="Result">Its result.</param>
/// <param name="Error">Its error.</param>
/// <param name="Version">The version of the function that it ended on; null when it could not be started.</param>
/// <param name="Trace">The trace context that it was started in; null for none.</param>
internal sealed record InvokeOutcome(OperationStatus Status, string? Result, ErrorObject? Error, string? Version = null, string? Trace = null)
{
    /// <summary>The end of an execution.</summary>
    /// <param name="ended">Its head, with data.</param>
    public static InvokeOutcome Of(ExecutionHead ended) => OutcomeOf(ended) with { Version = ended.FunctionVersion, Trace = ended.Trace };

    /// <summary>It could not be started, or threw.</summary>
    public static InvokeOutcome Failed(ErrorObject error) => new(OperationStatus.Failed, null, error);

    private static InvokeOutcome OutcomeOf(ExecutionHead ended) => ended.Status switch
    {
        ExecutionStatus.Succeeded when ended.Result is null || Payloads.Fits(ended.Result, DurableLimits.MaxInvokePayloadBytes) =>
            new InvokeOutcome(OperationStatus.Succeeded, ended.Result, null),
        ExecutionStatus.Succeeded => new InvokeOutcome(OperationStatus.Failed, null, new ErrorObject
        {
            ErrorMessage = $"CHAINED_INVOKE output payload size must be less than or equal to {DurableLimits.MaxInvokePayloadBytes} bytes.",
        }),
        ExecutionStatus.TimedOut => new InvokeOutcome(OperationStatus.TimedOut, null, new ErrorObject
        {
            ErrorType = InvokeTimedOutException.WireErrorType,
            ErrorMessage = Invariant($"CHAINED_INVOKE timed out after {(long)ended.ExecutionTimeout.TotalSeconds} seconds."),
        }),
        ExecutionStatus.Stopped => new InvokeOutcome(OperationStatus.Stopped, null, ended.Error ?? new ErrorObject()),
        _ => Failed(ended.Error ?? new ErrorObject()),
    };
}
