using Microsoft.AspNetCore.Authorization;

namespace Durable.Silo.Security;

/// <summary>What endpoints ask of their callers.</summary>
internal static class Policies
{
    public const string Read = "read";
    public const string Operate = "operate";
    public const string Callback = "callback";

    public static void Add(AuthorizationOptions authorization)
    {
        authorization.AddPolicy(Read, static policy => policy.RequireAuthenticatedUser().RequireRole(Roles.Viewer, Roles.Operator, Roles.Admin));
        authorization.AddPolicy(Operate, static policy => policy.RequireAuthenticatedUser().RequireRole(Roles.Operator, Roles.Admin));
        authorization.AddPolicy(Callback, static policy => policy.RequireAuthenticatedUser().RequireRole(Roles.Callback, Roles.Operator, Roles.Admin));

        // Also for paths that lead nowhere: who is not known is not told what there is.
        authorization.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build();
    }
}
