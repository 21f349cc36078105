using Durable.Model;

namespace Durable.Grains;

/// <summary>What a sender wants of a callback.</summary>
/// <param name="OperationId">The callback.</param>
/// <param name="Key">The key out of the callback's id.</param>
/// <param name="Action">What to do.</param>
/// <param name="RequestId">Unique to what the sender wants, however often it is asked for.</param>
/// <param name="Payload">The serialized result; null for none.</param>
/// <param name="Error">The failure; null for one that says nothing.</param>
[GenerateSerializer, Immutable, Alias("durable.callback-request")]
public sealed record CallbackRequest(
    [property: Id(0)] string OperationId,
    [property: Id(1)] string Key,
    [property: Id(2)] CallbackRequestAction Action,
    [property: Id(3)] string RequestId,
    [property: Id(4)] string? Payload = null,
    [property: Id(5)] ErrorObject? Error = null);
