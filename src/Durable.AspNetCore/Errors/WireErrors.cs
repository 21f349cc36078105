using Durable.AspNetCore.Access;

namespace Durable.AspNetCore.Errors;

/// <summary>Numbers requests, and answers whatever goes wrong with one in the form of the wire.</summary>
internal sealed partial class WireErrors(CallerRights rights, ILoggerFactory loggers)
{
    private readonly ILogger _logger = loggers.CreateLogger(LogCategory.Name);

    private const string RequestIdHeader = "x-amzn-RequestId";

    /// <summary>Runs what answers a request, or answers with its error.</summary>
    public async Task RunAsync(HttpContext context, RequestDelegate next)
    {
        Begin(context);
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to read an answer.
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            await AnswerAsync(context, ErrorTranslation.Translate(exception, context.TraceIdentifier, maySeeData: await rights.MaySeePayloadsAsync(context)));
        }
    }

    /// <summary>Answers with an error.</summary>
    public Task AnswerAsync(HttpContext context, WireException error)
    {
        Begin(context);
        Log(context, error);
        return ErrorAnswer.WriteAsync(context, error);
    }

    // Both the endpoint and what surrounds it begin a request; the first numbers it.
    private static void Begin(HttpContext context)
    {
        if (context.Features.Get<Numbered>() is not null)
        {
            return;
        }

        context.Features.Set(Numbered.Instance);
        context.TraceIdentifier = Guid.CreateVersion7().ToString();
        var headers = context.Response.Headers;
        headers[RequestIdHeader] = context.TraceIdentifier;
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
    }

    // Neither what was sent nor where to: the target of a callback is its id, which is a secret, and messages repeat what they refuse. The
    // caller has both, with the request id.
    private void Log(HttpContext context, WireException error)
    {
        var operation = context.GetEndpoint()?.DisplayName ?? "no operation";
        if (error.Code == WireErrorCode.Service)
        {
            LogFailed(error.InnerException, operation, context.TraceIdentifier);
        }
        else
        {
            LogRefused(operation, error.Code.Name, context.User.Identity?.Name, context.TraceIdentifier);
        }
    }

    [LoggerMessage(EventIds.RequestFailed, LogLevel.Error, "{Operation} failed; request id {RequestId}.")]
    private partial void LogFailed(Exception? exception, string operation, string requestId);

    [LoggerMessage(EventIds.RequestRefused, LogLevel.Debug, "{Operation} answered {Code} to {Caller}; request id {RequestId}.")]
    private partial void LogRefused(string operation, string code, string? caller, string requestId);

    private sealed class Numbered
    {
        public static readonly Numbered Instance = new();
    }
}
