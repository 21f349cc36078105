namespace Durable.Model;

/// <summary>
/// Lines of a recorded stack trace. Beside stack frames there are two kinds, which stand there because the wire has no member for them: what caused
/// the error, and the operations that it passed through.
/// </summary>
internal static class ErrorTrace
{
    /// <summary>Begins the line of an inner exception: its type, then its message. The frames of that exception follow.</summary>
    public const string CausePrefix = "---> ";

    /// <summary>Begins the line of an operation that the error came out of. The innermost operation stands first.</summary>
    public const string OperationPrefix = "--- failed in ";

    private static readonly string[] s_callers =
        [" Durable.Core.Operations.", " Durable.Core.Functions.", " Durable.Core.Contexts.", " Durable.Core.Engine.", " System.Threading."];

    // A chain can hold an exception twice, and nobody reads more.
    private const int MaxCauses = 32;

    /// <summary>The lines of an exception; null when there are none.</summary>
    public static IReadOnlyList<string>? Of(Exception exception)
    {
        List<string> lines = [];
        if (exception is DurableOperationException operation)
        {
            AddOperation(lines, operation);
        }
        else
        {
            AddFrames(lines, FramesOf(exception));
            AddCauses(lines, exception, causesLeft: MaxCauses);
        }

        return lines.Count == 0 ? null : lines;
    }

    /// <summary>Whether the line is no stack frame: it says more than where the code was.</summary>
    public static bool IsStory(string line) =>
        line.StartsWith(CausePrefix, StringComparison.Ordinal) || line.StartsWith(OperationPrefix, StringComparison.Ordinal);

    /// <summary>The error in one line: type and message, then those of its causes, then the operations that it came out of.</summary>
    public static string Summarize(ErrorObject? error)
    {
        if (error is null)
        {
            return "no error was recorded";
        }

        var first = OneLine((error.ErrorType, error.ErrorMessage) switch
        {
            (null, null) => "no type and no message were given",
            (null, { } message) => message,
            ({ } type, null) => type,
            ({ } type, { } message) => $"{type}: {message}",
        });
        var story = error.StackTrace?.Where(IsStory) ?? [];
        return string.Join(' ', story.Prepend(first));
    }

    private static int AddCauses(List<string> lines, Exception exception, int causesLeft)
    {
        IEnumerable<Exception> causes = exception is AggregateException several ? several.InnerExceptions
            : exception.InnerException is { } inner ? [inner]
            : [];
        foreach (var cause in causes)
        {
            if (causesLeft-- <= 0)
            {
                break;
            }

            if (cause is DurableOperationException operation)
            {
                lines.Add($"{CausePrefix}{operation.ErrorType ?? TypeOf(operation)}: {OneLine(ExceptionGetters.MessageOf(operation))}");
                AddOperation(lines, operation);
            }
            else
            {
                lines.Add($"{CausePrefix}{TypeOf(cause)}: {OneLine(ExceptionGetters.MessageOf(cause))}");
                AddFrames(lines, FramesOf(cause));
                causesLeft = AddCauses(lines, cause, causesLeft);
            }
        }

        return causesLeft;
    }

    private static void AddOperation(List<string> lines, DurableOperationException operation)
    {
        if (operation.OriginalStackTrace is { } original)
        {
            lines.AddRange(original);
        }

        if (operation.OperationId is { } id)
        {
            lines.Add($"{OperationPrefix}{operation.OperationKind}{(operation.OperationName is { } name ? $" '{name}'" : "")} (operation {id})");
        }
        else if (operation.OriginalStackTrace is null)
        {
            // Made by user code, so that is where it came from.
            AddFrames(lines, FramesOf(operation));
        }
    }

    private static string? FramesOf(Exception exception) => ExceptionGetters.Read(exception, static read => read.StackTrace);

    private static void AddFrames(List<string> lines, string? stackTrace)
    {
        if (stackTrace is null)
        {
            return;
        }

        var frames = stackTrace.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var own = frames.Length;
        while (own > 0 && IsBelowUserCode(frames[own - 1]))
        {
            own--;
        }

        // An error of the engine has no frames of user code.
        lines.AddRange(own == 0 ? frames : frames[..own]);
    }

    // What called the user's code: the same for every error, and of no use to anybody.
    private static bool IsBelowUserCode(string frame) =>
        Array.Exists(s_callers, caller => frame.Contains(caller, StringComparison.Ordinal)) || frame.StartsWith("--- End of stack trace", StringComparison.Ordinal);

    private static string TypeOf(Exception exception) => exception.GetType().FullName ?? exception.GetType().Name;

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
