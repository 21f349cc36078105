using Durable.Core.Operations.Invokes;
using Durable.Model;
using Durable.Storage;

namespace Durable.Grains.Contracts;

/// <summary>How an invoked execution has ended.</summary>
/// <param name="RunId">The run that waits for it.</param>
/// <param name="OperationId">The operation that waits for it.</param>
/// <param name="Status">How it ended.</param>
/// <param name="Result">Its result.</param>
/// <param name="Error">Its error.</param>
/// <param name="Version">The version of the function that it ended on; null from a silo that does not say.</param>
/// <param name="Trace">The trace context that it was started in; null for none.</param>
[GenerateSerializer, Immutable, Alias("durable.invoke-end-request")]
internal sealed record InvokeEndRequest(
    [property: Id(0)] string RunId,
    [property: Id(1)] string OperationId,
    [property: Id(2)] OperationStatus Status,
    [property: Id(3)] string? Result,
    [property: Id(4)] ErrorObject? Error,
    [property: Id(5)] string? Version = null,
    [property: Id(6)] string? Trace = null)
{
    public static InvokeEndRequest Of(ExecutionInvoker invoker, InvokeOutcome end) =>
        new(invoker.RunId, invoker.OperationId, end.Status, end.Result, end.Error, end.Version, end.Trace);

    public InvokeOutcome ToEnd() => new(Status, Result, Error, Version, Trace);
}
