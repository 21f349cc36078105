namespace Durable;

/// <summary>How another function is invoked.</summary>
public sealed record InvokeConfig
{
    /// <summary>
    /// Tenant the function is invoked for: handed to it (<see cref="IExecutionContext.TenantId"/>) and shown in the history. 1 to 256 printable
    /// ASCII characters. Default: null, none. It is not inherited.
    /// </summary>
    public string? TenantId { get; init; }

    /// <summary>What becomes of the invoked execution when this one ends before it. Default: <see cref="ParentClosePolicy.Abandon"/>.</summary>
    public ParentClosePolicy ParentClosePolicy { get; init; }

    /// <summary>
    /// Writes the payload and reads the result. Default: the serializer of the invoking function. The invoked function uses its own, so both
    /// must agree.
    /// </summary>
    public IPayloadSerializer? Serializer { get; init; }
}
