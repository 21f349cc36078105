using System.Collections.Frozen;
using System.Security.Claims;

namespace Durable.Silo.Security;

/// <summary>What a caller may be. Names are part of key files and of tokens.</summary>
internal static class Roles
{
    /// <summary>Reads what executions there are and where they stand, without their data.</summary>
    public const string Viewer = "viewer";

    /// <summary>Starts, stops, resumes, and completes callbacks, besides what a viewer does.</summary>
    public const string Operator = "operator";

    /// <summary>Everything, data included.</summary>
    public const string Admin = "admin";

    /// <summary>Completes callbacks whose ids it has, and nothing else.</summary>
    public const string Callback = "callback";

    /// <summary>Sees inputs, results and errors of what its other roles let it read. A right beside the others: an operator need not have it.</summary>
    public const string Payloads = "payloads";

    public static FrozenSet<string> All { get; } = [Viewer, Operator, Admin, Callback, Payloads];

    public static bool MaySeePayloads(this ClaimsPrincipal caller) => caller.IsInRole(Payloads) || caller.IsInRole(Admin);

    public static bool MayRead(this ClaimsPrincipal caller) => caller.IsInRole(Viewer) || caller.IsInRole(Operator) || caller.IsInRole(Admin);

    public static bool MayCompleteCallbacks(this ClaimsPrincipal caller) =>
        caller.IsInRole(Callback) || caller.IsInRole(Operator) || caller.IsInRole(Admin);
}
