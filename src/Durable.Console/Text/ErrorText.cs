using System.Text;
using Durable.Model;

namespace Durable.WebConsole.Text;

/// <summary>An error as text: its type and message, its data, and where it came from.</summary>
internal static class ErrorText
{
    public static string Of(ErrorObject error)
    {
        var text = new StringBuilder(Headline(error));
        if (error.ErrorData is { } data)
        {
            text.Append("\n\n").Append(data);
        }

        if (error.StackTrace is { Count: > 0 } trace)
        {
            text.Append("\n\n").AppendJoin('\n', trace);
        }

        return text.ToString();
    }

    public static string Headline(ErrorObject error) => (error.ErrorType, error.ErrorMessage) switch
    {
        ({ } type, { } message) => $"{type}: {message}",
        (null, { } message) => message,
        ({ } type, null) => type,
        _ => "No type and no message were recorded.",
    };
}
