using Durable.AspNetCore.Errors;
using Durable.AspNetCore.Requests;
using Microsoft.AspNetCore.Authorization;

namespace Durable.AspNetCore.Access;

/// <summary>What a caller may see, beyond whether it may call at all.</summary>
internal sealed class CallerRights(IOptions<DurableHttpApiOptions> options, IServiceProvider services)
{
    /// <summary>Whether data goes into an answer: as the query asks, and when it does not, as far as the caller may see it.</summary>
    /// <exception cref="WireException">The caller asks for what it may not see.</exception>
    public async Task<bool> IncludesDataAsync(HttpContext context)
    {
        var isAllowed = await MaySeePayloadsAsync(context);
        var isIncluded = new QueryReader(context.Request.Query).Boolean("IncludeExecutionData", fallback: isAllowed);
        return !isIncluded || isAllowed ? isIncluded : throw Refusal();
    }

    /// <summary>Refuses an answer that would be nothing without data.</summary>
    /// <exception cref="WireException">The caller may not see data.</exception>
    public async Task RequireDataAsync(HttpContext context)
    {
        if (!await MaySeePayloadsAsync(context))
        {
            throw Refusal();
        }
    }

    /// <summary>Whether the caller may see inputs, results and errors.</summary>
    public Task<bool> MaySeePayloadsAsync(HttpContext context) => PassesAsync(context, options.Value.PayloadPolicy);

    /// <summary>Whether the caller could complete a callback, and so may have its id.</summary>
    public Task<bool> MayCompleteCallbacksAsync(HttpContext context) => PassesAsync(context, options.Value.CallbackPolicy);

    /// <summary>Whether the caller may know why something is wrong, which names the store.</summary>
    public Task<bool> MayReadAsync(HttpContext context) => PassesAsync(context, options.Value.ReadPolicy);

    private WireException Refusal()
    {
        var (needs, without) = options.Value.PayloadPolicy == RolePolicies.Payloads
            ? ($"it needs the role {DurableHttpRoles.Payloads} or {DurableHttpRoles.Admin}", "them")
            : ("the host lets others see them", "that right");
        return new WireException(
            WireErrorCode.AccessDenied,
            $"The caller may not see inputs, results and errors: {needs}. Without {without}, describe and history answer "
            + "the rest (IncludeExecutionData=false), and X-Amz-Invocation-Type: Event starts without waiting for the result.");
    }

    private async Task<bool> PassesAsync(HttpContext context, string? policy) =>
        policy is null || (await services.GetRequiredService<IAuthorizationService>().AuthorizeAsync(context.User, context, policy)).Succeeded;
}
