using Durable.Model;
using Durable.Storage;

namespace Durable.Core.Operations.Invokes;

/// <summary>An execution that another one has started.</summary>
/// <param name="Options">What is invoked.</param>
/// <param name="Payload">Its input; null for none.</param>
/// <param name="Invoker">Who is told how it ends.</param>
/// <param name="Trace">The trace context of the invocation that invokes it; null where there is none.</param>
internal sealed record InvokedStart(ChainedInvokeOptions Options, string? Payload, ExecutionInvoker Invoker, string? Trace = null)
{
    /// <summary>The start that an invoke asks for.</summary>
    /// <param name="invoke">The invoke.</param>
    /// <param name="parent">The execution that invokes.</param>
    public static InvokedStart Of(Operation invoke, ExecutionHead parent) =>
        new(invoke.ChainedInvoke!.Target, invoke.ChainedInvoke.Payload, new ExecutionInvoker(parent.Id, parent.RunId, invoke.Id));
}
