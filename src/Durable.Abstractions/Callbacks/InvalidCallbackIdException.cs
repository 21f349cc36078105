namespace Durable;

/// <summary>The text is not an id that a callback was given.</summary>
/// <param name="callbackId">The text.</param>
public sealed class InvalidCallbackIdException(string callbackId)
    : DurableExecutionException("Invalid callback id. Pass on the id exactly as the function received it, without quotes or escapes.")
{
    /// <summary>The text.</summary>
    public string CallbackId { get; } = callbackId;
}
