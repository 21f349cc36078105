using Microsoft.AspNetCore.Http.Features;

namespace Durable.AspNetCore.Errors;

/// <summary>For a host that serves nothing else: also what no endpoint answers is answered in the form of the wire.</summary>
internal sealed class WireErrorMiddleware(RequestDelegate next, WireErrors errors)
{
    public Task InvokeAsync(HttpContext context) => errors.RunAsync(context, async inner =>
    {
        inner.Features.Set(WholeHost.Instance);
        await next(inner);
        if (Unrouted(inner) is { } error)
        {
            await errors.AnswerAsync(inner, error);
        }
    });

    /// <summary>Whether all paths of the host are answered in the form of the wire.</summary>
    public static bool Covers(HttpContext context) => context.Features.Get<WholeHost>() is not null;

    private static WireException? Unrouted(HttpContext context) => context.Response switch
    {
        { HasStarted: true } => null,
        { StatusCode: StatusCodes.Status404NotFound } => new WireException(
            WireErrorCode.UnknownOperation, $"Unknown operation: there is no {context.Request.Method} {RawTarget(context)}."),
        { StatusCode: StatusCodes.Status405MethodNotAllowed } => new WireException(
            WireErrorCode.MethodNotAllowed, $"Unknown operation: {RawTarget(context)} does not take {context.Request.Method}, only {context.Response.Headers.Allow}."),
        _ => null,
    };

    private static string RawTarget(HttpContext context) => context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;

    private sealed class WholeHost
    {
        public static readonly WholeHost Instance = new();
    }
}
