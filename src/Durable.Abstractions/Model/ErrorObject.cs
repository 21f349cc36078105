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

    /// <summary>Stack trace, line by line.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? StackTrace { get; init; }

    /// <summary>Describes an exception. The data of a failed operation is carried on.</summary>
    /// <param name="exception">The exception.</param>
    public static ErrorObject FromException(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return new ErrorObject
        {
            ErrorType = exception.GetType().FullName,
            ErrorMessage = ExceptionGetters.MessageOf(exception),
            ErrorData = (exception as DurableOperationException)?.ErrorData,
            StackTrace = ExceptionGetters.Read(exception, static read => read.StackTrace)?.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
        };
    }
}
