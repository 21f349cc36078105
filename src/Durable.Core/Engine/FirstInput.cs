using System.Security.Cryptography;
using System.Text;
using Durable.Core.Serialization;
using Durable.Storage;

namespace Durable.Core.Engine;

/// <summary>
/// What an execution was started with, as far as must be known once it has continued as new: whoever repeats its start finds it, and whoever
/// starts another one under its name is refused.
/// </summary>
internal static class FirstInput
{
    /// <summary>Stands for an input.</summary>
    public static string Digest(string? input) => input is null ? "" : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(input)))[..32];

    /// <summary>Whether the execution was started with that input.</summary>
    /// <param name="head">The execution, with its input.</param>
    /// <param name="input">The input.</param>
    public static bool IsOf(ExecutionHead head, string? input) =>
        head.Continuation is { } continuation ? continuation.FirstInputDigest == Digest(WellFormedText.Of(input)) : head.Input == WellFormedText.Of(input);
}
