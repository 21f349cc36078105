using System.Security.Cryptography;
using System.Text;
using Durable.Core.Functions;
using Durable.Core.Serialization;
using Durable.Storage;

namespace Durable.Core.Engine;

/// <summary>
/// What an execution was started with, as far as must be known once it has continued as new: a client that repeats its start finds it, and a
/// client that starts another one under its name is refused.
/// </summary>
internal static class FirstInput
{
    /// <summary>Stands for an input.</summary>
    public static string Digest(string? input) => input is null ? "" : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(input)))[..32];

    /// <summary>Whether the execution was started with that input, also where another version of this library or of its client wrote it.</summary>
    /// <param name="head">The execution, with its input.</param>
    /// <param name="input">The input.</param>
    /// <param name="function">The function.</param>
    public static bool IsOf(ExecutionHead head, string? input, DurableFunctionDefinition function)
    {
        var text = WellFormedText.Of(input);
        return IsWritten(head, text) || (text is not null && function.Serializer is JsonPayloadSerializer
            && PayloadSpellings.Of(text, function.InputAsBefore(text, head.Id)).Any(spelling => IsWritten(head, spelling)));
    }

    private static bool IsWritten(ExecutionHead head, string? input) =>
        head.Continuation is { } continuation ? continuation.FirstInputDigest == Digest(input) : head.Input == input;
}
