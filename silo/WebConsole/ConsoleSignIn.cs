using System.Security.Claims;
using Durable.WebConsole;
using Durable.WebConsole.Access;
using Durable.WebConsole.Endpoints;
using Durable.WebConsole.Pages;

namespace Durable.Silo.WebConsole;

/// <summary>Signs a browser in to the console with an API key, and out again.</summary>
/// <param name="tickets">Tell whom a browser belongs to; null where there are no keys.</param>
internal sealed class ConsoleSignIn(ConsoleTickets? tickets = null)
{
    public const string Path = $"{ServerConsole.Path}/sign-in";
    public const string OutPath = $"{ServerConsole.Path}/sign-out";

    private const string Cookie = "durable-console";
    private const int MaxKeyLength = 128;

    /// <summary>Lets the console know whose browser asks. The rest of the server does not look at cookies, so that no page can make a browser call it.</summary>
    public async Task TellAsync(HttpContext context, RequestDelegate next)
    {
        if (context.User.Identity is not { IsAuthenticated: true } && context.Request.Cookies[Cookie] is { } ticket && tickets?.Read(ticket) is { } caller)
        {
            context.User = new ClaimsPrincipal(caller);
        }

        await next(context);
    }

    public Task ShowAsync(HttpContext context) => WriteAsync(context, StatusCodes.Status200OK, context.Request.Query["from"].ToString());

    public async Task SignInAsync(HttpContext context)
    {
        if (ConsoleAccess.IsForged(context))
        {
            await WriteAsync(context, StatusCodes.Status403Forbidden, "", "The form was not sent from a page of this server. Fill in this one.");
            return;
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var from = form["from"].ToString();
        if (form["key"] is [{ Length: > 0 and <= MaxKeyLength } key] && tickets?.Issue(key.Trim()) is { } ticket)
        {
            context.Response.Cookies.Append(Cookie, ticket, Options(ConsoleTickets.Lifetime));
            Lead(context, IsOwn(from) ? from : ServerConsole.Path);
        }
        else
        {
            await WriteAsync(context, StatusCodes.Status401Unauthorized, from, "This key is not known here, or has expired.");
        }
    }

    public static Task SignOutAsync(HttpContext context)
    {
        if (!ConsoleAccess.IsForged(context))
        {
            context.Response.Cookies.Delete(Cookie, Options(maxAge: null));
        }

        Lead(context, Path);
        return Task.CompletedTask;
    }

    private static void Lead(HttpContext context, string path)
    {
        PageRenderer.Protect(context.Response.Headers);
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = path;
    }

    // An address that was sent along could lead to another site.
    private static bool IsOwn(string path) =>
        (path == ServerConsole.Path || path.StartsWith($"{ServerConsole.Path}/", StringComparison.Ordinal) || path.StartsWith($"{ServerConsole.Path}?", StringComparison.Ordinal))
        && !path.Contains('\\', StringComparison.Ordinal) && !path.Any(char.IsControl);

    private static CookieOptions Options(TimeSpan? maxAge) =>
        new() { HttpOnly = true, Secure = true, SameSite = SameSiteMode.Strict, Path = ServerConsole.Path, MaxAge = maxAge };

    private Task WriteAsync(HttpContext context, int status, string from, string? problem = null)
    {
        var request = context.RequestServices.GetRequiredService<ConsoleRequest>();
        request.Begin(context, ServerConsole.Path, default);
        request.Notice = problem is null ? null : new Notice(problem, IsProblem: true);
        return context.RequestServices.GetRequiredService<PageRenderer>().WriteAsync<SignInPage>(context, status, new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(SignInPage.IsPossible)] = tickets is not null,
            [nameof(SignInPage.Action)] = Path,
            [nameof(SignInPage.From)] = from,
        });
    }
}
