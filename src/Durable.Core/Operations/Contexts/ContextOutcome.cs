namespace Durable.Core.Operations.Contexts;

/// <summary>How a context ended.</summary>
/// <param name="Result">What its body returned, read back from the payload.</param>
/// <param name="Payload">The same, serialized; null for no result or an error.</param>
/// <param name="Error">What its body threw.</param>
/// <param name="IsGivenUp">Whether the error is that the caller's own token was cancelled.</param>
internal sealed record ContextOutcome<T>(T? Result, string? Payload, ChildContextException? Error, bool IsGivenUp = false);
