using System.Collections.Frozen;
using Durable.AspNetCore.Endpoints;
using Durable.Http.Wire;

namespace Durable.AspNetCore.Requests;

/// <summary>The execution and the action in a path below <see cref="Prefix"/>, which routing cannot tell apart by itself.</summary>
/// <param name="Execution">The execution as the caller named it, decoded.</param>
/// <param name="Action">What follows it; null for the execution itself.</param>
internal sealed record ExecutionPath(string Execution, string? Action)
{
    public const string Prefix = "/2025-12-01/durable-executions/";

    // The first two SDKs ask for and this server does not have: it is told so, and not that there is no such execution.
    private static readonly FrozenSet<string> s_actions = ["checkpoint", "state", .. ExecutionRoute.All.Select(static route => route.Action).OfType<string>()];

    /// <summary>Takes the raw path apart.</summary>
    /// <param name="raw">What follows <see cref="Prefix"/>, as it came over the wire.</param>
    /// <remarks>
    /// An ARN contains slashes. SDKs escape them, people do not, and the server has decoded all escapes but theirs; so this looks at the
    /// raw text. Whatever is an execution as a whole is one: <c>orders/history</c> is the execution "history" of the function "orders".
    /// What is none with or without its last segment is taken as a whole too, unless that segment is an action of the wire.
    /// </remarks>
    public static ExecutionPath Split(string raw)
    {
        var whole = Uri.UnescapeDataString(raw);
        var slash = raw.LastIndexOf('/');
        if (slash < 0 || ExecutionReference.TryParse(whole) is not null)
        {
            return new ExecutionPath(whole, null);
        }

        var head = Uri.UnescapeDataString(raw[..slash]);
        var action = raw[(slash + 1)..];
        return s_actions.Contains(action) || ExecutionReference.TryParse(head) is not null
            ? new ExecutionPath(head, action)
            : new ExecutionPath(whole, null);
    }
}
