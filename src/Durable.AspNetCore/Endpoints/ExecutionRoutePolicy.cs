using Durable.AspNetCore.Requests;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing.Matching;

namespace Durable.AspNetCore.Endpoints;

/// <summary>
/// Chooses among the routes of one execution. An execution is named by one segment of the path or by several, escaped or not, so that all
/// these routes have the same pattern; the raw path tells which one is meant.
/// </summary>
internal sealed class ExecutionRoutePolicy : MatcherPolicy, IEndpointSelectorPolicy
{
    private const string MethodNotAllowed = "405 HTTP Method Not Supported";

    public override int Order => 0;

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) => endpoints.Any(static endpoint => RouteOf(endpoint) is not null);

    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        ExecutionPath? path = null;
        string? allowed = null;
        var isFound = false;
        for (var index = 0; index < candidates.Count; index++)
        {
            if (!candidates.IsValidCandidate(index) || RouteOf(candidates[index].Endpoint) is not { } route)
            {
                isFound |= candidates.IsValidCandidate(index);
                continue;
            }

            path ??= Read(httpContext);
            var isMeant = route.Action == path.Action;
            var isTaken = isMeant && HttpMethods.Equals(route.Method, httpContext.Request.Method);
            allowed = isMeant ? route.Method : allowed;
            isFound |= isTaken;
            candidates.SetValidity(index, isTaken);
        }

        if (path is not null)
        {
            httpContext.Features.Set(path);
            if (!isFound && allowed is not null)
            {
                httpContext.SetEndpoint(Refusing(allowed));
            }
        }

        return Task.CompletedTask;
    }

    private static ExecutionRoute? RouteOf(Endpoint endpoint) => endpoint.Metadata.GetMetadata<ExecutionRoute>();

    private static ExecutionPath Read(HttpContext context)
    {
        var raw = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var end = raw.IndexOf('?', StringComparison.Ordinal);
        return ExecutionPath.Split(Tail(end < 0 ? raw : raw[..end]) ?? Tail(context.Request.Path.ToUriComponent()) ?? "");
    }

    // A path may have its letters escaped, too; then the decoded one has to do.
    private static string? Tail(string path) => path.IndexOf(ExecutionPath.Prefix, StringComparison.Ordinal) is >= 0 and var start
        ? path[(start + ExecutionPath.Prefix.Length)..]
        : null;

    private static Endpoint Refusing(string allowed) => new(
        context =>
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            context.Response.Headers.Allow = allowed;
            return Task.CompletedTask;
        },
        EndpointMetadataCollection.Empty,
        MethodNotAllowed);
}
