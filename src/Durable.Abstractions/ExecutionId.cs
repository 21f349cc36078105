using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Durable;

/// <summary>The caller's identity of an execution: a function and a name that is unique among that function's executions.</summary>
public readonly record struct ExecutionId
{
    /// <summary>Longest allowed <see cref="FunctionName"/>; the wire's limit for a plain function name.</summary>
    public const int MaxFunctionNameLength = 64;

    /// <summary>Longest allowed <see cref="Name"/>; the wire's limit.</summary>
    public const int MaxNameLength = 64;

    /// <summary>Makes an id from its two parts.</summary>
    /// <param name="functionName">1 to 64 of <c>[a-zA-Z0-9-_]</c>.</param>
    /// <param name="name">1 to 64 of <c>[a-zA-Z0-9-_]</c>.</param>
    /// <exception cref="ArgumentException">A part is empty, too long, or has another character.</exception>
    [JsonConstructor]
    public ExecutionId(string functionName, string name)
    {
        FunctionName = Require(functionName, MaxFunctionNameLength, "Function name", nameof(functionName));
        Name = Require(name, MaxNameLength, "Execution name", nameof(name));
    }

    /// <summary>The registered function.</summary>
    public string FunctionName { get; }

    /// <summary>The execution's name, unique per function.</summary>
    public string Name { get; }

    /// <summary>Reads the form that <see cref="ToString"/> writes, <c>function/name</c>.</summary>
    /// <param name="text">The text to read.</param>
    /// <param name="id">The id, when the text has that form.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, out ExecutionId id)
    {
        id = default;
        var slash = text?.IndexOf('/', StringComparison.Ordinal) ?? -1;
        if (slash < 0 || !NameRules.IsIdentifier(text.AsSpan(0, slash), MaxFunctionNameLength) || !NameRules.IsIdentifier(text.AsSpan(slash + 1), MaxNameLength))
        {
            return false;
        }

        id = new ExecutionId(text![..slash], text[(slash + 1)..]);
        return true;
    }

    /// <summary>Whether <paramref name="functionName"/> may name a function.</summary>
    /// <param name="functionName">The candidate.</param>
    public static bool IsValidFunctionName(string? functionName) => NameRules.IsIdentifier(functionName, MaxFunctionNameLength);

    /// <summary>Whether <paramref name="name"/> may name an execution.</summary>
    /// <param name="name">The candidate.</param>
    public static bool IsValidName(string? name) => NameRules.IsIdentifier(name, MaxNameLength);

    /// <summary><c>function/name</c>.</summary>
    public override string ToString() => $"{FunctionName}/{Name}";

    private static string Require(string value, int maxLength, string what, string parameterName) =>
        NameRules.IsIdentifier(value, maxLength)
            ? value
            : throw new ArgumentException(Invariant($"{what} '{value}' is not valid: use 1 to {maxLength} of the characters a-z, A-Z, 0-9, '-' and '_'."), parameterName);
}
