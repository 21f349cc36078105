using Durable.Model;

namespace Durable;

/// <summary>The body of a child context, branch or map item threw.</summary>
/// <param name="error">The recorded error.</param>
/// <param name="subType">Sub-type of the context, for example <c>RunInChildContext</c> or <c>MapIteration</c>.</param>
public sealed class ChildContextException(ErrorObject error, string? subType) : DurableOperationException(error)
{
    /// <summary>Sub-type of the context that failed.</summary>
    public string? SubType { get; } = subType;
}
