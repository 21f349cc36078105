using Durable.WebConsole.Access;
using Durable.WebConsole.Pages;
using Microsoft.AspNetCore.Components;

namespace Durable.WebConsole.Endpoints;

/// <summary>What all endpoints of the console have in common: who may have an answer, and what goes wrong with it told on a page.</summary>
internal static class ConsoleEndpoint
{
    /// <summary>A page.</summary>
    /// <param name="needs">What the caller must be allowed.</param>
    public static RequestDelegate Page<TPage>(Func<ConsoleRights, bool> needs)
        where TPage : IComponent => ToRead(needs, static (context, _) => context.RequestServices.GetRequiredService<PageRenderer>().WriteAsync<TPage>(context, StatusCodes.Status200OK));

    /// <summary>A form. It leads to a page that tells what was done, or is answered with why nothing was.</summary>
    /// <param name="needs">What the caller must be allowed.</param>
    /// <param name="act">Does it, and says where that is told.</param>
    public static RequestDelegate Form<TPage>(Func<ConsoleRights, bool> needs, Func<HttpContext, IFormCollection, Task<string>> act)
        where TPage : IComponent => To(needs, async (context, request) =>
        {
            if (ConsoleAccess.IsForged(context))
            {
                throw new ConsoleRefusal(StatusCodes.Status403Forbidden, "Nothing was done: the form was not sent from a page of this console. Open the console and send it from there.");
            }

            try
            {
                var form = await context.Request.ReadFormAsync(new Microsoft.AspNetCore.Http.Features.FormOptions { ValueLengthLimit = DurableLimits.MaxExecutionPayloadBytes * 2 }, context.RequestAborted);
                PageRenderer.Protect(context.Response.Headers);
                var told = await act(context, form);
                context.Response.StatusCode = StatusCodes.Status303SeeOther;
                context.Response.Headers.Location = told;
            }
            catch (Exception exception) when (Refusal.Of(exception, request.Rights.Payloads) is { } refusal && !context.RequestAborted.IsCancellationRequested)
            {
                request.Notice = new Notice(refusal.Message, IsProblem: true);
                SayWhen(context, refusal);
                await ReadAsync(context, () => context.RequestServices.GetRequiredService<PageRenderer>().WriteAsync<TPage>(context, refusal.Status));
            }
        });

    /// <summary>Anything else that reads.</summary>
    /// <inheritdoc cref="To"/>
    public static RequestDelegate ToRead(Func<ConsoleRights, bool> needs, Func<HttpContext, ConsoleRequest, Task> handle) =>
        To(needs, (context, request) => ReadAsync(context, () => handle(context, request)));

    /// <summary>Anything else.</summary>
    /// <param name="needs">What the caller must be allowed.</param>
    /// <param name="handle">Answers.</param>
    public static RequestDelegate To(Func<ConsoleRights, bool> needs, Func<HttpContext, ConsoleRequest, Task> handle) => async context =>
    {
        var access = context.RequestServices.GetRequiredService<ConsoleAccess>();
        var rights = await access.AskAsync(context);
        var request = context.RequestServices.GetRequiredService<ConsoleRequest>();
        request.Begin(context, ConsolePath.RootOf(context), rights);
        try
        {
            if (access.FindLocalProblem(context) is { } problem)
            {
                throw new ConsoleRefusal(StatusCodes.Status403Forbidden, problem);
            }

            if (needs(rights))
            {
                await handle(context, request);
            }
            else
            {
                await RefuseAsync(context, request);
            }
        }
        catch (Exception exception) when (!context.Response.HasStarted && Refusal.Of(exception, rights.Payloads) is { } refusal && !context.RequestAborted.IsCancellationRequested)
        {
            await AnswerAsync(context, refusal);
        }
    };

    private static Task ReadAsync(HttpContext context, Func<Task> read) => context.RequestServices.GetRequiredService<ConsoleGate>().RunAsync(context, read);

    private static Task RefuseAsync(HttpContext context, ConsoleRequest request)
    {
        var isKnown = context.User.Identity is { IsAuthenticated: true };
        if (!isKnown && context.RequestServices.GetRequiredService<IOptions<DurableConsoleOptions>>().Value.SignInPath is { } signIn && HttpMethods.IsGet(context.Request.Method))
        {
            PageRenderer.Protect(context.Response.Headers);
            context.Response.StatusCode = StatusCodes.Status303SeeOther;
            context.Response.Headers.Location = $"{context.Request.PathBase.ToUriComponent()}{signIn}?from={Uri.EscapeDataString(request.Address)}";
            return Task.CompletedTask;
        }

        throw isKnown
            ? new ConsoleRefusal(StatusCodes.Status403Forbidden, "You are signed in, but may not do this. Ask whoever gives out the rights of this application for the role that may.")
            : new ConsoleRefusal(StatusCodes.Status401Unauthorized, "Sign in first: this application has to know who you are.");
    }

    private static void SayWhen(HttpContext context, ConsoleRefusal refusal)
    {
        if (refusal.Status == StatusCodes.Status503ServiceUnavailable)
        {
            context.Response.Headers.RetryAfter = "1";
        }
    }

    private static Task AnswerAsync(HttpContext context, ConsoleRefusal refusal)
    {
        SayWhen(context, refusal);
        if (context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase) || !HttpMethods.IsGet(context.Request.Method))
        {
            return context.RequestServices.GetRequiredService<PageRenderer>().WriteAsync<ProblemPage>(
                context, refusal.Status, new Dictionary<string, object?>(StringComparer.Ordinal) { [nameof(ProblemPage.Status)] = refusal.Status, [nameof(ProblemPage.Text)] = refusal.Message });
        }

        PageRenderer.Protect(context.Response.Headers);
        context.Response.StatusCode = refusal.Status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(refusal.Message, context.RequestAborted);
    }
}
