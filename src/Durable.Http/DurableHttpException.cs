using System.Net;
using Durable.Http.Calls;

namespace Durable;

/// <summary>A call over HTTP failed, and it is none of the errors that every client throws.</summary>
public sealed class DurableHttpException : DurableExecutionException
{
    private DurableHttpException(DurableHttpProblem problem, Uri endpoint, string detail, string message, Exception? innerException = null)
        : base(message, innerException) => (Problem, Endpoint, Detail) = (problem, endpoint, detail);

    /// <summary>What failed.</summary>
    public DurableHttpProblem Problem { get; }

    /// <summary>Whom the client asked.</summary>
    public Uri Endpoint { get; }

    /// <summary>What the server, the connection or the reader of the answer says, without the rest of the message.</summary>
    public string Detail { get; }

    /// <summary>The status of the answer; null when there was none.</summary>
    public HttpStatusCode? Status { get; private init; }

    /// <summary>The error's code on the wire; null when the answer has none.</summary>
    public string? ErrorType { get; private init; }

    /// <summary>Whether the server may have done what it was asked for all the same.</summary>
    public bool IsOutcomeUnknown { get; private init; }

    /// <summary>Whether the same call may succeed in a moment.</summary>
    internal bool IsTransient => Problem == DurableHttpProblem.Unreachable || Status is HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError;

    internal static DurableHttpException Refused(Uri endpoint, HttpStatusCode status, ServerError error) => new(
        DurableHttpProblem.Refused,
        endpoint,
        error.Message,
        Invariant($"The server at {Address(endpoint)} answered {(int)status}: {error.Message}"))
    {
        Status = status,
        ErrorType = error.Type,
        IsOutcomeUnknown = status >= HttpStatusCode.InternalServerError,
    };

    internal static DurableHttpException Unreachable(Uri endpoint, Exception exception)
    {
        var detail = Innermost(exception).Message.TrimEnd('.');
        return new DurableHttpException(
            DurableHttpProblem.Unreachable,
            endpoint,
            detail,
            $"Cannot reach the server at {Address(endpoint)}: {detail}. Start it, or set {nameof(HttpDurableClientOptions)}.{nameof(HttpDurableClientOptions.Endpoint)} to its address.",
            exception)
        {
            // Of these, nothing has been sent.
            IsOutcomeUnknown = exception is not HttpRequestException
            {
                HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError
                    or HttpRequestError.ProxyTunnelError,
            },
        };
    }

    internal static DurableHttpException NotDurableServer(Uri endpoint, HttpStatusCode status) => new(
        DurableHttpProblem.NotDurableServer,
        endpoint,
        Invariant($"It answered {(int)status}."),
        Invariant($"What listens at {Address(endpoint)} does not answer like an OrleansDurable server: it answered {(int)status}. ")
            + $"Set {nameof(HttpDurableClientOptions)}.{nameof(HttpDurableClientOptions.Endpoint)} to the server's address.")
    {
        Status = status,
    };

    internal static DurableHttpException Unreadable(Uri endpoint, HttpStatusCode status, Exception exception) => new(
        DurableHttpProblem.Unreadable,
        endpoint,
        exception.Message,
        $"The answer of the server at {Address(endpoint)} cannot be read: {exception.Message} Use the client of the server's release.",
        exception)
    {
        Status = status,
        IsOutcomeUnknown = true,
    };

    internal static DurableHttpException AnswerTooLarge(Uri endpoint, HttpStatusCode status, int maxBytes)
    {
        var detail = Invariant($"It has more than {maxBytes} bytes.");
        return new DurableHttpException(
            DurableHttpProblem.AnswerTooLarge,
            endpoint,
            detail,
            Invariant($"The answer of the server at {Address(endpoint)} has more than {maxBytes} bytes. Ask for a smaller page, or raise ")
                + $"{nameof(HttpDurableClientOptions)}.{nameof(HttpDurableClientOptions.MaxAnswerBytes)}.")
        {
            Status = status,
            IsOutcomeUnknown = true,
        };
    }

    private static string Address(Uri endpoint) => endpoint.AbsoluteUri.TrimEnd('/');

    private static Exception Innermost(Exception exception) => exception.InnerException is { } inner ? Innermost(inner) : exception;
}
