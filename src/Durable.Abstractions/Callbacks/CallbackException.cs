using Durable.Model;

namespace Durable;

/// <summary>A callback did not succeed. Base of what is thrown where its result is awaited.</summary>
public abstract class CallbackException : DurableOperationException
{
    private protected CallbackException(ErrorObject error, string callbackId)
        : base(error)
    {
        CallbackId = callbackId;
    }

    private protected CallbackException(string? message, Exception? innerException)
        : base(message, innerException)
    {
        CallbackId = string.Empty;
    }

    /// <summary>Id of the callback.</summary>
    public string CallbackId { get; }

    internal override string OperationKind => "callback";
}
