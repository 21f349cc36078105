using System.Text.Json;
using Durable.CommandLine.Api;

namespace Durable.CommandLine.Output;

/// <summary>An error object in one line.</summary>
internal static class ErrorText
{
    public static string Of(JsonElement? error) => (error?.Text("ErrorType"), error?.Text("ErrorMessage")) switch
    {
        (null, null) => "no error was recorded",
        (var type, null) => type,
        (null, var message) => message,
        var (type, message) => $"{type}: {message}",
    };
}
