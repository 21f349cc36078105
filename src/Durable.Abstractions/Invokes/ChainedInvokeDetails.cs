namespace Durable.Model;

/// <summary>What only an invoke has.</summary>
/// <param name="Target">What is invoked.</param>
/// <param name="Payload">The input, until it has been delivered.</param>
/// <param name="IsDelivered">Whether the invoked execution is known to exist.</param>
internal sealed record ChainedInvokeDetails(ChainedInvokeOptions Target, string? Payload, bool IsDelivered = false);
