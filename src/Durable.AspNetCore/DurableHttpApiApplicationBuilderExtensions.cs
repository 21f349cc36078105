using Durable.AspNetCore.Access;
using Durable.AspNetCore.Errors;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Middleware for applications that serve nothing but durable executions.</summary>
public static class DurableHttpApiApplicationBuilderExtensions
{
    /// <summary>
    /// Answers everything that goes wrong in the form of the API, on unknown paths, too, and in other middleware. Call it first, and only where
    /// the application serves nothing else: the endpoints of the API do so by themselves.
    /// </summary>
    /// <param name="app">The application.</param>
    public static IApplicationBuilder UseDurableErrors(this IApplicationBuilder app) => app.UseMiddleware<WireErrorMiddleware>();

    /// <summary>
    /// Refuses every request that another machine, or a web page of another site, has sent. Call it where an application has no authentication at
    /// all; the endpoints of the API that nothing else guards do so by themselves.
    /// </summary>
    /// <param name="app">The application.</param>
    public static IApplicationBuilder UseLocalAccessOnly(this IApplicationBuilder app) => app.Use(static next => context =>
        LocalAccess.FindProblem(context) is { } problem ? context.RequestServices.GetRequiredService<WireErrors>().AnswerAsync(context, problem) : next(context));
}
