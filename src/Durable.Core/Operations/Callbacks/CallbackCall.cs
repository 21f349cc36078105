using Durable.Core.Log;
using Durable.Model;

namespace Durable.Core.Engine.Callbacks;

/// <summary>What a sender wants of a callback.</summary>
/// <param name="OperationId">The callback.</param>
/// <param name="Key">The key out of the callback's id.</param>
/// <param name="Action">What to do.</param>
/// <param name="RequestId">Unique to what the sender wants, however often it is asked for.</param>
internal sealed record CallbackCall(string OperationId, string Key, CallbackAction Action, string RequestId)
{
    /// <summary>The result.</summary>
    public string? Payload { get; init; }

    /// <summary>The failure.</summary>
    public ErrorObject? Error { get; init; }
}
