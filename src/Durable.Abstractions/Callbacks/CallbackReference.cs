using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Durable;

/// <summary>What a callback id says: which callback it is, and the key that cannot be guessed.</summary>
/// <param name="ExecutionId">The execution.</param>
/// <param name="OperationId">The callback.</param>
/// <param name="Key">Must be the one in the execution's log.</param>
internal readonly record struct CallbackReference(ExecutionId ExecutionId, string OperationId, string Key)
{
    private const string Format = "1";
    private const int MaxLength = 1024;

    /// <summary>Reads an id.</summary>
    /// <exception cref="InvalidCallbackIdException">It is none.</exception>
    public static CallbackReference Parse(string callbackId)
    {
        ArgumentNullException.ThrowIfNull(callbackId);
        return TryParse(callbackId, out var reference) ? reference : throw new InvalidCallbackIdException(callbackId);
    }

    public static bool TryParse([NotNullWhen(true)] string? callbackId, out CallbackReference reference)
    {
        reference = default;
        var bytes = new byte[MaxLength];
        if (callbackId is null || callbackId.Length > MaxLength || !Convert.TryFromBase64String(callbackId, bytes, out var length))
        {
            return false;
        }

        if (Encoding.ASCII.GetString(bytes, 0, length).Split('/') is not [Format, var function, var name, { Length: > 0 } operationId, { Length: > 0 } key]
            || !ExecutionId.TryParse($"{function}/{name}", out var executionId))
        {
            return false;
        }

        reference = new CallbackReference(executionId, operationId, key);
        return true;
    }

    // None of the characters that can occur here comes out of base64 as '+' or '/', so an id may stand in a path or a query as it is.
    public override string ToString() => Convert.ToBase64String(Encoding.ASCII.GetBytes($"{Format}/{ExecutionId}/{OperationId}/{Key}"));
}
