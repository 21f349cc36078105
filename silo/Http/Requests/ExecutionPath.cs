namespace Durable.Silo.Http.Requests;

/// <summary>The execution and the action in a path below <see cref="Prefix"/>, which routing cannot tell apart by itself.</summary>
/// <param name="Execution">The execution as the caller named it, decoded.</param>
/// <param name="Action">What follows it; null for the execution itself.</param>
internal sealed record ExecutionPath(string Execution, string? Action)
{
    public const string Prefix = "/2025-12-01/durable-executions/";

    /// <summary>Takes the raw path apart.</summary>
    /// <param name="raw">What follows <see cref="Prefix"/>, as it came over the wire.</param>
    /// <remarks>
    /// An ARN contains slashes. SDKs escape them, people do not, and the server has decoded all escapes but theirs; so this looks at the
    /// raw text. Whatever is an execution as a whole is one: <c>orders/history</c> is the execution "history" of the function "orders".
    /// </remarks>
    public static ExecutionPath Split(string raw)
    {
        var whole = Uri.UnescapeDataString(raw);
        var slash = raw.LastIndexOf('/');
        return slash < 0 || ExecutionReference.TryParse(whole) is not null
            ? new ExecutionPath(whole, null)
            : new ExecutionPath(Uri.UnescapeDataString(raw[..slash]), raw[(slash + 1)..]);
    }
}
