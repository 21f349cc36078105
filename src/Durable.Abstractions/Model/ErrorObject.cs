using System.Text.Json.Serialization;

namespace Durable.Model;

/// <summary>An error as data. All members are optional; names are the wire's.</summary>
public sealed record ErrorObject
{
    /// <summary>What went wrong.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ErrorMessage { get; init; }

    /// <summary>Kind of the error; for exceptions the full type name.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ErrorType { get; init; }

    /// <summary>Data for machines.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ErrorData { get; init; }

    /// <summary>
    /// Stack trace, line by line. A line that begins with <c>---&gt;</c> is type and message of an inner exception, whose frames follow; one that
    /// begins with <c>--- failed in</c> names an operation that the error came out of, the innermost first.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? StackTrace { get; init; }

    /// <summary>
    /// Describes an exception with the chain of its inner exceptions. Of a failed operation it is the original error: type, message, data and stack
    /// trace are those that were recorded for the operation, and the stack trace says which operation that was.
    /// </summary>
    /// <param name="exception">The exception.</param>
    public static ErrorObject FromException(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        var original = (exception as DurableOperationException)?.Error;
        return new ErrorObject
        {
            ErrorType = original?.ErrorType ?? exception.GetType().FullName,
            ErrorMessage = original?.ErrorMessage ?? ExceptionGetters.MessageOf(exception),
            ErrorData = original?.ErrorData,
            StackTrace = ErrorTrace.Of(exception),
        };
    }
}
