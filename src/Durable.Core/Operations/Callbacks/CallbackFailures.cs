using Durable.Model;

namespace Durable.Core.Operations.Callbacks;

/// <summary>The exceptions of callbacks, made from the log on first run and on replay alike.</summary>
internal static class CallbackFailures
{
    /// <summary>What a callback that has ended throws; null when it succeeded.</summary>
    public static CallbackException? Of(Operation callback, string callbackId) => callback.Status switch
    {
        OperationStatus.Failed => new CallbackFailedException(callback.Error!, callbackId) { OperationId = callback.Id, OperationName = callback.Name },
        OperationStatus.TimedOut => new CallbackTimeoutException(callback.Error!, callbackId) { OperationId = callback.Id, OperationName = callback.Name },
        _ => null,
    };
}
