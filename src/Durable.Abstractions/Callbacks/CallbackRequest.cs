using Durable.Model;

namespace Durable;

/// <summary>What a sender wants of a callback.</summary>
/// <param name="OperationId">The callback.</param>
/// <param name="Key">The key out of the callback's id.</param>
/// <param name="Action">What to do.</param>
/// <param name="RequestId">Unique to what the sender wants, however often it is asked for.</param>
/// <param name="Payload">The serialized result; null for none.</param>
/// <param name="Error">The failure; null for one that says nothing.</param>
public sealed record CallbackRequest(
    string OperationId, string Key, CallbackAction Action, string RequestId, string? Payload = null, ErrorObject? Error = null)
{
    /// <summary>The trace context of the sender, as <c>traceparent</c>, to which the invocation that it lets go on links; null for none.</summary>
    public string? Trace { get; init; }
}
