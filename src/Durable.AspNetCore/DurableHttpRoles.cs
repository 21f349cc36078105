namespace Durable;

/// <summary>
/// The roles that <see cref="DurableHttpApiOptions.UseRoles"/> tells callers apart by. They are values of the role claim of a token, or of a
/// key's entry in a key file.
/// </summary>
public static class DurableHttpRoles
{
    /// <summary>Reads which executions there are and their state, without their data.</summary>
    public const string Viewer = "viewer";

    /// <summary>Starts, stops, resumes and completes callbacks, and does what a viewer does.</summary>
    public const string Operator = "operator";

    /// <summary>Everything, data included.</summary>
    public const string Admin = "admin";

    /// <summary>Completes the callbacks whose ids it has, and nothing else.</summary>
    public const string Callback = "callback";

    /// <summary>Sees inputs, results and errors of what its other roles let it read. A right beside the others: an operator need not have it.</summary>
    public const string Payloads = "payloads";

    /// <summary>All roles.</summary>
    public static IReadOnlyList<string> All { get; } = [Admin, Callback, Operator, Payloads, Viewer];
}
