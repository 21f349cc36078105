using System.Security.Cryptography;
using System.Text;
using Durable.Core.Log;
using Durable.Model;
using Durable.Storage;

namespace Durable.Core.Operations.Callbacks;

/// <summary>Which requests a callback takes.</summary>
internal static class CallbackRules
{
    /// <summary>Why the callback does not take the request; null when it does.</summary>
    public static CallbackOutcome? Refuse(Operation? callback, CallbackRequest request)
    {
        if (callback is not { Callback: { Key: var key } details } || !IsSame(key, request.Key))
        {
            return CallbackOutcome.Unknown;
        }

        return callback.Status switch
        {
            OperationStatus.Started => null,
            OperationStatus.TimedOut => CallbackOutcome.TimedOut,

            // The sender's own completion, asked for once more because the answer was lost.
            _ => details.RequestId == request.RequestId ? CallbackOutcome.Accepted : CallbackOutcome.Completed,
        };
    }

    /// <summary>The answer when the execution has ended. Where it was stopped because its log is damaged, nobody knows what the callback came to.</summary>
    public static CallbackOutcome AfterEnd(StoredExecution stored, CallbackRequest request) =>
        (OperationLog.TryFold(stored, out var log) ? Refuse(log.Find(request.OperationId), request) : null) ?? CallbackOutcome.ExecutionEnded;

    // How long the comparison takes must not tell how much of a guess was right.
    private static bool IsSame(string key, string guess) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(guess));
}
