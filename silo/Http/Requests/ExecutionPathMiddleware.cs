using Microsoft.AspNetCore.Http.Features;

namespace Durable.Silo.Http.Requests;

/// <summary>
/// Before routing: puts a placeholder where the path names an execution, and keeps the name aside as a feature, so that ordinary routes
/// match escaped and unescaped ARNs alike.
/// </summary>
internal sealed class ExecutionPathMiddleware(RequestDelegate next)
{
    /// <summary>Stands for the execution in routes.</summary>
    public const string Placeholder = "~";

    public Task InvokeAsync(HttpContext context)
    {
        var raw = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var start = raw.IndexOf(ExecutionPath.Prefix, StringComparison.Ordinal);
        var end = raw.IndexOf('?', StringComparison.Ordinal);
        end = end < 0 ? raw.Length : end;
        if (context.Request.Path.StartsWithSegments(ExecutionPath.Prefix.TrimEnd('/'), StringComparison.Ordinal)
            && start >= 0
            && start + ExecutionPath.Prefix.Length < end)
        {
            var path = ExecutionPath.Split(raw[(start + ExecutionPath.Prefix.Length)..end]);
            context.Features.Set(path);
            context.Request.Path = $"{ExecutionPath.Prefix}{Placeholder}{(path.Action is null ? null : $"/{path.Action}")}";
        }

        return next(context);
    }
}
