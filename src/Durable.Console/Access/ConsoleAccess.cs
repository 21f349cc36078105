using Microsoft.AspNetCore.Authorization;

namespace Durable.WebConsole.Access;

/// <summary>Asks the host's policies what a caller may do, anew for each request.</summary>
internal sealed class ConsoleAccess(IOptions<DurableConsoleOptions> options)
{
    public async Task<ConsoleRights> AskAsync(HttpContext context)
    {
        var policies = options.Value;
        return new ConsoleRights(
            await PassesAsync(context, policies.ReadPolicy),
            await PassesAsync(context, policies.OperatePolicy),
            await PassesAsync(context, policies.CallbackPolicy),
            await PassesAsync(context, policies.PayloadPolicy));
    }

    /// <summary>Why nobody may be answered on an endpoint that nothing guards: the caller is elsewhere. Null when it is not, or when something guards.</summary>
    public string? FindLocalProblem(HttpContext context)
    {
        if (options.Value.ReadPolicy is not null || context.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>() is not null)
        {
            return null;
        }

        if (LocalCaller.IsRemote(context))
        {
            return "This console has no authentication, so that it answers its own machine only. Its host can require one: set DurableConsoleOptions.ReadPolicy, "
                + "or call RequireAuthorization on what MapDurableConsole returns.";
        }

        return !LocalCaller.IsLoopbackName(LocalCaller.HostOf(context))
            ? "The address does not name the loopback interface. Open http://127.0.0.1 or http://localhost with this port."
            : null;
    }

    /// <summary>
    /// Whether a page of another site has sent a request that changes something. Browsers say where a request comes from, so that no token has to be
    /// kept, or shared between silos: a request that does not say it is refused.
    /// </summary>
    public static bool IsForged(HttpContext context) =>
        LocalCaller.IsCrossSite(context) || (context.Request.Headers.Origin.Count == 0 && context.Request.Headers["Sec-Fetch-Site"].Count == 0);

    private static async Task<bool> PassesAsync(HttpContext context, string? policy) =>
        policy is null || (await context.RequestServices.GetRequiredService<IAuthorizationService>().AuthorizeAsync(context.User, context, policy)).Succeeded;
}
