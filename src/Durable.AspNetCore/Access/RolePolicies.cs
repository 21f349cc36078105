using Microsoft.AspNetCore.Authorization;

namespace Durable.AspNetCore.Access;

/// <summary>The policies of <see cref="DurableHttpRoles"/>.</summary>
internal static class RolePolicies
{
    public const string Read = "durable-read";
    public const string Operate = "durable-operate";
    public const string Callback = "durable-callback";
    public const string Payloads = "durable-payloads";

    public static void Add(AuthorizationOptions authorization)
    {
        Add(Read, DurableHttpRoles.Viewer, DurableHttpRoles.Operator, DurableHttpRoles.Admin);
        Add(Operate, DurableHttpRoles.Operator, DurableHttpRoles.Admin);
        Add(Callback, DurableHttpRoles.Callback, DurableHttpRoles.Operator, DurableHttpRoles.Admin);
        Add(Payloads, DurableHttpRoles.Payloads, DurableHttpRoles.Admin);

        void Add(string name, params string[] roles) =>
            authorization.AddPolicy(name, policy => policy.RequireAuthenticatedUser().RequireRole(roles));
    }
}
