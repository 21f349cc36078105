using Durable.Model;
using Durable.Storage;

namespace Durable.Core.Operations.Invokes;

/// <summary>What became of the start of an invoked execution.</summary>
/// <param name="Version">The version of the function that it was started on; null when that is not known.</param>
/// <param name="Refusal">Why it can never be started; null when it exists.</param>
internal readonly record struct InvokedStartAnswer(string? Version, ErrorObject? Refusal = null)
{
    /// <summary>It exists. One that has continued as new says the version of a later run only.</summary>
    public static InvokedStartAnswer Started(ExecutionHead head) => new(head.Continuation is null ? head.FunctionVersion : null);

    /// <summary>It can never be started.</summary>
    public static InvokedStartAnswer Refused(ErrorObject refusal) => new(null, refusal);
}
