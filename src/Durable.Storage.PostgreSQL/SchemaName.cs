using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Durable.Storage;

/// <summary>Names of schemas that need no quotes, so that nothing else can stand in a statement in their place.</summary>
internal static class SchemaName
{
    /// <summary>What a name may be, for errors.</summary>
    public const string Rule = "1 to 48 of the characters a-z, 0-9 and '_', beginning with no digit and not with 'pg_'";

    private const int MaxLength = 48;
    private static readonly SearchValues<char> s_characters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_");

    public static bool IsValid([NotNullWhen(true)] string? schema) =>
        schema is { Length: >= 1 and <= MaxLength }
        && !schema.AsSpan().ContainsAnyExcept(s_characters)
        && !char.IsAsciiDigit(schema[0])
        && !schema.StartsWith("pg_", StringComparison.Ordinal);

    /// <exception cref="ArgumentException">It is none.</exception>
    public static string Require(string? schema) => IsValid(schema) ? schema : throw new ArgumentException($"'{schema}' is no schema: use {Rule}.", nameof(schema));
}
