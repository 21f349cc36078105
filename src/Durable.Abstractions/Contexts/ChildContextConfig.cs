namespace Durable;

/// <summary>How a child context runs.</summary>
public sealed record ChildContextConfig
{
    /// <summary>Sub-type shown in history, 1 to 32 of <c>[a-zA-Z0-9-_]</c>. Default: <c>RunInChildContext</c>. Checked on replay.</summary>
    public string? SubType { get; init; }

    /// <summary>Replaces the exception that the caller sees. It gets the same <see cref="ChildContextException"/> on first run and on replay.</summary>
    public Func<Exception, Exception>? ErrorMapping { get; init; }

    /// <summary>
    /// <see cref="NestingType.Flat"/> writes no context operation: the body always runs, its operations hang on the nearest recorded context.
    /// </summary>
    public NestingType NestingType { get; init; } = NestingType.Nested;

    /// <summary>Serializer of the result. Default: the function's.</summary>
    public IPayloadSerializer? Serializer { get; init; }
}
