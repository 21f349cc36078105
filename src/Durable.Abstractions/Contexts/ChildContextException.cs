using Durable.Model;

namespace Durable;

/// <summary>The body of a child context, branch or map item threw.</summary>
public sealed class ChildContextException : DurableOperationException
{
    /// <summary>Makes the exception of a recorded error.</summary>
    /// <param name="error">The recorded error.</param>
    /// <param name="subType">Sub-type of the context, for example <c>RunInChildContext</c> or <c>MapIteration</c>.</param>
    public ChildContextException(ErrorObject error, string? subType)
        : base(error)
    {
        SubType = subType;
    }

    /// <summary>Makes an exception with a message, for tests of code that catches it.</summary>
    /// <param name="message">What went wrong.</param>
    /// <param name="innerException">What the body threw; its type becomes the error type.</param>
    public ChildContextException(string? message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>Sub-type of the context that failed.</summary>
    public string? SubType { get; }

    internal override string OperationKind => SubType switch
    {
        OperationSubTypes.MapIteration => "map item",
        OperationSubTypes.ParallelBranch => "branch",
        OperationSubTypes.WaitForCallback => "wait for a callback",
        null or OperationSubTypes.RunInChildContext => "child context",
        _ => $"child context of sub-type {SubType}",
    };
}
