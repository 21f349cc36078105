using Durable.Model;

namespace Durable.CommandLine.Output;

/// <summary>An error object in one line.</summary>
internal static class ErrorText
{
    public static string Of(ErrorObject? error) => (error?.ErrorType, error?.ErrorMessage) switch
    {
        (null, null) => "no error was recorded",
        (var type, null) => type,
        (null, var message) => message,
        var (type, message) => $"{type}: {message}",
    };

    /// <summary>What caused an error and which operations it came out of, as the lines of its stack trace say that are no frames.</summary>
    public static IEnumerable<(string Name, string? Value)> Story(ErrorObject? error)
    {
        const string Cause = "---> ";
        const string Operation = "--- failed in ";
        foreach (var line in (error?.StackTrace ?? []).OfType<string>())
        {
            if (line.StartsWith(Cause, StringComparison.Ordinal))
            {
                yield return ("Caused by", line[Cause.Length..]);
            }
            else if (line.StartsWith(Operation, StringComparison.Ordinal))
            {
                yield return ("Failed in", line[Operation.Length..]);
            }
        }
    }
}
