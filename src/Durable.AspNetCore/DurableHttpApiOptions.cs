using Durable.AspNetCore.Access;

namespace Durable;

/// <summary>Who may call the HTTP API of durable executions, and how much a call may ask.</summary>
public sealed class DurableHttpApiOptions
{
    /// <summary>
    /// Policy for calls that read: describe, history, lists, usage, and waiting for a result. Null (default): none. An endpoint that no
    /// policy and no <c>RequireAuthorization</c> guards answers this machine only, and no page of another site.
    /// </summary>
    public string? ReadPolicy { get; set; }

    /// <summary>Policy for calls that start, stop and resume executions. Null (default): none, as for <see cref="ReadPolicy"/>.</summary>
    public string? OperatePolicy { get; set; }

    /// <summary>
    /// Policy for calls that complete a callback or send its heartbeat. Callers without it do not see callback ids in a history. Null (default):
    /// none, as for <see cref="ReadPolicy"/>.
    /// </summary>
    public string? CallbackPolicy { get; set; }

    /// <summary>Policy that a caller must pass, beside that of the call, to see inputs, results and errors. Null (default): who may call may see them.</summary>
    public string? PayloadPolicy { get; set; }

    /// <summary>Largest body of a request, in bytes, where the operation takes as many. 1 to 6 MiB (6,291,456); default 6 MiB.</summary>
    public int MaxRequestBytes { get; set; } = DurableLimits.MaxExecutionPayloadBytes;

    /// <summary>
    /// How many answers of describe, history, lists, usage and results are read and written at a time; eight times as many wait for their turn, and
    /// more are answered with 429. An answer takes up to some 20 MiB of memory. 1 to 10,000; default 32. Large results of synchronous starts have as
    /// many places of their own and are never refused: those who started wait.
    /// </summary>
    public int MaxConcurrentReads { get; set; } = 32;

    /// <summary>
    /// How many of them one caller may have, so that it does not hold up the others; eight times as many of its own wait. A caller is the name of who
    /// is authenticated, or the address (with IPv6, the /64) of who is not. 1 to 10,000; default 8.
    /// </summary>
    public int MaxConcurrentReadsPerCaller { get; set; } = 8;

    /// <summary>How long a caller may take to receive such an answer before its connection is cut off. 1 s to 1 h; default 1 min.</summary>
    public TimeSpan AnswerTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Sets all four policies to those of <see cref="DurableHttpRoles"/>: callers are told apart by their role claims, as the server
    /// <c>durable-server</c> does.
    /// </summary>
    public void UseRoles() => (ReadPolicy, OperatePolicy, CallbackPolicy, PayloadPolicy) = (RolePolicies.Read, RolePolicies.Operate, RolePolicies.Callback, RolePolicies.Payloads);
}
