namespace Durable;

/// <summary>How an execution is started.</summary>
public sealed record StartOptions
{
    /// <summary>Name of the execution, unique per function: 1 to 64 of <c>[a-zA-Z0-9-_]</c>. Default: a random one.</summary>
    public string? Name { get; init; }
}
