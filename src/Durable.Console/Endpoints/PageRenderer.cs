using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Logging;

namespace Durable.WebConsole.Endpoints;

/// <summary>Renders a page on the server, whole: nothing of it stays behind for the browser to talk to.</summary>
internal sealed class PageRenderer(ILoggerFactory loggers)
{
    private const string Policy = "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

    public async Task WriteAsync<TPage>(HttpContext context, int status, IDictionary<string, object?>? parameters = null)
        where TPage : IComponent
    {
        await using var renderer = new HtmlRenderer(context.RequestServices, loggers);
        var html = await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync<TPage>(parameters is null ? ParameterView.Empty : ParameterView.FromDictionary(parameters))).ToHtmlString());
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        Protect(context.Response.Headers);
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.WriteAsync(html, context.RequestAborted);
        }
    }

    /// <summary>The headers of everything that the console says about executions.</summary>
    public static void Protect(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";

        // Other sites get none. With no-referrer a browser would send forms of our own with the origin null, as it sends those of strangers.
        headers["Referrer-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
    }
}
