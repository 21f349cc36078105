using Microsoft.AspNetCore.Http.Features;

namespace Durable.Silo.Http.Errors;

/// <summary>Numbers every request and answers whatever goes wrong in the form of the wire.</summary>
internal sealed partial class ErrorMiddleware(RequestDelegate next, ILogger<ErrorMiddleware> logger)
{
    private const string RequestIdHeader = "x-amzn-RequestId";

    public async Task InvokeAsync(HttpContext context)
    {
        var requestId = Guid.CreateVersion7().ToString();
        context.TraceIdentifier = requestId;
        context.Response.Headers[RequestIdHeader] = requestId;
        try
        {
            await next(context);
            if (Unrouted(context) is { } error)
            {
                await ErrorAnswer.WriteAsync(context, error);
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to read an answer.
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            var error = ErrorTranslation.Translate(exception, requestId);
            Log(context, error, requestId);
            await ErrorAnswer.WriteAsync(context, error);
        }
    }

    private static WireException? Unrouted(HttpContext context) => context.Response switch
    {
        { HasStarted: true } => null,
        { StatusCode: StatusCodes.Status404NotFound } => new WireException(
            WireErrorCode.UnknownOperation, $"Unknown operation: there is no {context.Request.Method} {RawTarget(context)}."),
        { StatusCode: StatusCodes.Status405MethodNotAllowed } => new WireException(
            WireErrorCode.MethodNotAllowed, $"Unknown operation: {RawTarget(context)} does not take {context.Request.Method}, only {context.Response.Headers.Allow}."),
        _ => null,
    };

    // As it was sent: on the way to the route the path is rewritten.
    private static string RawTarget(HttpContext context) => context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;

    // Neither what was sent nor where to: the target of a callback is its id, which is a secret, and messages repeat what they refuse. The
    // caller has both, with the request id.
    private void Log(HttpContext context, WireException error, string requestId)
    {
        var operation = context.GetEndpoint()?.DisplayName ?? "no operation";
        if (error.Code == WireErrorCode.Service)
        {
            LogFailed(error.InnerException, operation, requestId);
        }
        else
        {
            LogRefused(operation, error.Code.Name, context.User.Identity?.Name, requestId);
        }
    }

    [LoggerMessage(EventIds.RequestFailed, LogLevel.Error, "{Operation} failed; request id {RequestId}.")]
    private partial void LogFailed(Exception? exception, string operation, string requestId);

    [LoggerMessage(EventIds.RequestRefused, LogLevel.Debug, "{Operation} answered {Code} to {Caller}; request id {RequestId}.")]
    private partial void LogRefused(string operation, string code, string? caller, string requestId);
}
