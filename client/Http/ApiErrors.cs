using System.Net;
using Durable.CommandLine.Commands;

namespace Durable.CommandLine.Http;

/// <summary>What a failed call means for the command.</summary>
internal static class ApiErrors
{
    /// <summary>The server answered with an error.</summary>
    public static CommandFailure Refused(HttpStatusCode status, string body, Uri endpoint)
    {
        // What only an OrleansDurable server can mean is believed only of one: the same status of another would send the user astray.
        var error = ServerError.Of(body);
        if (error is null || (!error.IsOurs && !IsOverload(status)))
        {
            return NotOurs(endpoint);
        }

        var message = error.Message;
        return status switch
        {
            HttpStatusCode.Unauthorized => new CommandFailure(
                ExitCode.AccessDenied,
                $"The server at {Address(endpoint)} does not know who calls: {message} What the command sends is the key of --api-key-file or {KeyOptions.KeyVariable}."),
            HttpStatusCode.Forbidden => new CommandFailure(ExitCode.AccessDenied, message),
            HttpStatusCode.BadRequest when error.Type == "CallbackTimeoutException" => new CommandFailure(ExitCode.CallbackClosed, message),
            HttpStatusCode.NotFound when error.Type != "UnknownOperationException" => new CommandFailure(ExitCode.NotFound, message),
            HttpStatusCode.Conflict => new CommandFailure(ExitCode.Conflict, message),
            HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge => new CommandFailure(ExitCode.Usage, message),
            _ => new CommandFailure(ExitCode.ServerError, Invariant($"The server at {Address(endpoint)} answered {(int)status}: {message}"))
            {
                IsOutcomeUnknown = status >= HttpStatusCode.InternalServerError,
            },
        };
    }

    /// <summary>Something answered that does not speak this language.</summary>
    public static CommandFailure NotOurs(Uri endpoint) => new(
        ExitCode.ServerError,
        $"What listens at {Address(endpoint)} does not answer like an OrleansDurable server. Name the right address with --endpoint or DURABLE_ENDPOINT.");

    public static CommandFailure Unreachable(Uri endpoint, Exception exception) => new(
        ExitCode.Unreachable,
        $"Cannot reach the server at {Address(endpoint)}: {Innermost(exception).Message.TrimEnd('.')}. Start it (dotnet run --project silo -c Release), or name another with --endpoint or DURABLE_ENDPOINT.")
    {
        IsOutcomeUnknown = exception is not HttpRequestException
        {
            HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError
                or HttpRequestError.ProxyTunnelError,
        },
    };

    private static string Address(Uri endpoint) => endpoint.AbsoluteUri.TrimEnd('/');

    // Proxies in front of a server say these, too.
    private static bool IsOverload(HttpStatusCode status) => status is HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError;

    private static Exception Innermost(Exception exception) => exception.InnerException is { } inner ? Innermost(inner) : exception;
}
