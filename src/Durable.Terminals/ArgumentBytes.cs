using System.Text;

namespace Durable.Terminals;

/// <summary>The arguments as the process got them. The runtime repairs in silence what is not UTF-8.</summary>
internal static class ArgumentBytes
{
    private const string CommandLineFile = "/proc/self/cmdline";
    private const char Replacement = '\uFFFD';

    /// <summary>Finds an argument that cannot be what was typed.</summary>
    /// <returns>A sentence that names it; null when there is none.</returns>
    public static string? FindProblem(IReadOnlyList<string> arguments) =>
        arguments.Any(static argument => argument.Any(char.IsSurrogate) || argument.Contains(Replacement, StringComparison.Ordinal))
            ? FindProblem(arguments, ReadCommandLine())
            : null;

    /// <param name="arguments">The arguments.</param>
    /// <param name="commandLine">All arguments of the process, each with a zero at its end; empty where that cannot be known.</param>
    public static string? FindProblem(IReadOnlyList<string> arguments, ReadOnlySpan<byte> commandLine)
    {
        var raw = Split(commandLine, arguments);
        for (var i = 0; i < arguments.Count; i++)
        {
            if ((raw is null ? FindHalfCharacter(arguments[i]) : Utf8Text.FindProblem(raw[i])) is { } problem)
            {
                var name = i > 0 && arguments[i - 1].StartsWith("--", StringComparison.Ordinal) ? $"The value of {arguments[i - 1]}" : Invariant($"Argument {i + 1}");
                return $"{name} is not UTF-8: {problem}. Write it in UTF-8, or give it in a file or on standard input.";
            }
        }

        return null;
    }

    private static string? FindHalfCharacter(string argument)
    {
        for (var i = 0; i < argument.Length; i++)
        {
            if (!Rune.TryGetRuneAt(argument, i, out var rune))
            {
                return Invariant($"the character at offset {i} is half of one");
            }

            i += rune.Utf16SequenceLength - 1;
        }

        return null;
    }

    // The last ones, behind the program's own name. Null where they are not those that were given, as in a test.
    private static byte[][]? Split(ReadOnlySpan<byte> commandLine, IReadOnlyList<string> arguments)
    {
        if (commandLine is not [.., 0])
        {
            return null;
        }

        List<byte[]> all = [];
        foreach (var range in commandLine[..^1].Split((byte)0))
        {
            all.Add(commandLine[range].ToArray());
        }

        if (all.Count < arguments.Count)
        {
            return null;
        }

        var last = all[^arguments.Count..].ToArray();
        return last.Select(Encoding.UTF8.GetString).SequenceEqual(arguments) ? last : null;
    }

    private static byte[] ReadCommandLine()
    {
        try
        {
            return File.Exists(CommandLineFile) ? File.ReadAllBytes(CommandLineFile) : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
