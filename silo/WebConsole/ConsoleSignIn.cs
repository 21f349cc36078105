using System.Security.Claims;
using Durable.WebConsole;
using Durable.WebConsole.Access;
using Durable.WebConsole.Endpoints;
using Durable.WebConsole.Pages;

namespace Durable.Silo.WebConsole;

/// <summary>Signs a browser in to the console with an API key or at a provider, and out again.</summary>
/// <param name="tickets">Tell whom a browser belongs to that has signed in with a key; null where there are no keys.</param>
/// <param name="provider">Signs in at a provider; null where there is none.</param>
/// <param name="providerTickets">Tell whom a browser belongs to that has signed in there.</param>
internal sealed class ConsoleSignIn(ConsoleTickets? tickets = null, ProviderSignIn? provider = null, ProviderTickets? providerTickets = null)
{
    public const string Path = $"{ServerConsole.Path}/sign-in";
    public const string OutPath = $"{ServerConsole.Path}/sign-out";

    private const int MaxKeyLength = 128;

    /// <summary>Lets the console know whose browser asks. The rest of the server does not look at cookies, so that no page can make a browser call it.</summary>
    public async Task TellAsync(HttpContext context, RequestDelegate next)
    {
        if (context.User.Identity is not { IsAuthenticated: true } && ConsoleCookie.Read(context) is { } ticket && Read(ticket) is { } caller)
        {
            context.User = new ClaimsPrincipal(caller);
        }

        await next(context);
    }

    public Task ShowAsync(HttpContext context) => WriteAsync(
        context, StatusCodes.Status200OK, context.Request.Query["from"].ToString(), Notice.Read(context.Request.Query["done"]));

    /// <summary>Begins a sign-in at the provider.</summary>
    public Task BeginAsync(HttpContext context) => provider is null
        ? WriteAsync(context, StatusCodes.Status404NotFound, "", new Notice("This server has no provider to sign in at.", IsProblem: true))
        : provider.BeginAsync(context);

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
            ConsoleCookie.Write(context, ticket);
            Lead(context, ReturnPath.Of(from));
        }
        else
        {
            await WriteAsync(context, StatusCodes.Status401Unauthorized, from, "This key is not known here, or has expired.");
        }
    }

    public static Task SignOutAsync(HttpContext context)
    {
        if (ConsoleAccess.IsForged(context))
        {
            Lead(context, Path);
        }
        else
        {
            ConsoleCookie.Delete(context);
            Lead(context, $"{Path}?done={Notice.SignedOut}");
        }

        return Task.CompletedTask;
    }

    /// <summary>Shows the page with a problem on it.</summary>
    public Task WriteAsync(HttpContext context, int status, string from, string problem) => WriteAsync(context, status, from, new Notice(problem, IsProblem: true));

    /// <summary>Shows the page, with which somebody may try again.</summary>
    public Task WriteAwayAsync(HttpContext context, string from)
    {
        context.Response.Headers.RetryAfter = "5";
        return WriteAsync(context, StatusCodes.Status503ServiceUnavailable, from, $"{provider?.Host} cannot be reached from this server at the moment. Try again.");
    }

    private ClaimsIdentity? Read(string ticket) => ProviderTickets.IsOne(ticket) ? providerTickets?.Read(ticket) : tickets?.Read(ticket);

    private static void Lead(HttpContext context, string path)
    {
        PageRenderer.Protect(context.Response.Headers);
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = path;
    }

    private async Task WriteAsync(HttpContext context, int status, string from, Notice? notice)
    {
        var isOut = provider is not null && notice is { IsProblem: false };
        await SignInPages.WriteAsync<SignInPage>(context, status, notice, new(StringComparer.Ordinal)
        {
            [nameof(SignInPage.HasKeys)] = tickets is not null,
            [nameof(SignInPage.Action)] = Path,
            [nameof(SignInPage.From)] = from,
            [nameof(SignInPage.Provider)] = provider?.Host,
            [nameof(SignInPage.ProviderPath)] = $"{ProviderSignIn.Path}?from={Uri.EscapeDataString(ReturnPath.Of(from))}",
            [nameof(SignInPage.ProviderSignOut)] = isOut ? await provider!.FindSignOutAsync(context.RequestAborted) : null,
        });
    }
}
