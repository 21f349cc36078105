using Durable.Model;

namespace Durable;

/// <summary>Programming errors that the engine can tell from others. A retry cannot fix them and would only hide them for a while.</summary>
internal static class ProgrammingErrors
{
    // A mark and not a type of its own: callers know these errors as InvalidOperationException, and that is the type which history shows.
    private const string Mark = "OrleansDurable.ProgrammingError";

    /// <summary>An error that says which rule of the programming model was broken.</summary>
    public static InvalidOperationException New(string message) => new(message) { Data = { [Mark] = true } };

    /// <summary>Whether retrying cannot help.</summary>
    public static bool Is(Exception exception) =>
        exception is PayloadSerializationException
        || ExceptionGetters.Read(exception, static read => read.Data)?.Contains(Mark) == true
        || (exception is AggregateException several && several.InnerExceptions.Any(Is));
}
