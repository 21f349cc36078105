using System.Net;
using System.Text.Json;
using Durable.CommandLine.Api;
using Durable.CommandLine.Commands;

namespace Durable.CommandLine.Http;

/// <summary>What a failed call means for the command.</summary>
internal static class ApiErrors
{
    /// <summary>The server answered with an error.</summary>
    public static CommandFailure Refused(HttpStatusCode status, string body, Uri endpoint)
    {
        if (Message(body) is not { } message)
        {
            return NotOurs(endpoint);
        }

        return status switch
        {
            HttpStatusCode.Unauthorized => new CommandFailure(
                ExitCode.AccessDenied,
                $"The server at {Address(endpoint)} does not know who calls: {message} What the command sends is the key of --api-key-file or {KeyOptions.KeyVariable}."),
            HttpStatusCode.Forbidden => new CommandFailure(ExitCode.AccessDenied, message),
            HttpStatusCode.BadRequest when IsA("CallbackTimeoutException", body) => new CommandFailure(ExitCode.CallbackClosed, message),
            HttpStatusCode.NotFound when !IsA("UnknownOperationException", body) => new CommandFailure(ExitCode.NotFound, message),
            HttpStatusCode.Conflict => new CommandFailure(ExitCode.Conflict, message),
            HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge => new CommandFailure(ExitCode.Usage, message),
            _ => new CommandFailure(ExitCode.ServerError, Invariant($"The server at {Address(endpoint)} answered {(int)status}: {message}")),
        };
    }

    /// <summary>Something answered that does not speak this language.</summary>
    public static CommandFailure NotOurs(Uri endpoint) => new(
        ExitCode.ServerError,
        $"What listens at {Address(endpoint)} does not answer like an OrleansDurable server. Name the right address with --endpoint or DURABLE_ENDPOINT.");

    public static CommandFailure Unreachable(Uri endpoint, Exception exception) => new(
        ExitCode.Unreachable,
        $"Cannot reach the server at {Address(endpoint)}: {Innermost(exception).Message.TrimEnd('.')}. Start it (dotnet run --project silo -c Release), or name another with --endpoint or DURABLE_ENDPOINT.");

    private static string Address(Uri endpoint) => endpoint.AbsoluteUri.TrimEnd('/');

    private static bool IsA(string type, string body)
    {
        using var document = JsonDocument.Parse(body);
        return document.RootElement.Text("__type") == type;
    }

    private static string? Message(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.Text("message") ?? document.RootElement.Text("Message");
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Exception Innermost(Exception exception) => exception.InnerException is { } inner ? Innermost(inner) : exception;
}
