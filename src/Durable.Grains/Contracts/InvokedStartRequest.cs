using Durable.Core.Operations.Invokes;
using Durable.Model;
using Durable.Storage;

namespace Durable.Grains.Contracts;

/// <summary>How an invoked execution is started.</summary>
/// <param name="Options">What is invoked.</param>
/// <param name="Payload">Its input; null for none.</param>
/// <param name="Invoker">Who is told how it ends, in its text form.</param>
/// <param name="Trace">The trace context of the invocation that invokes it; null where there is none.</param>
[GenerateSerializer, Immutable, Alias("durable.invoked-start-request")]
internal sealed record InvokedStartRequest(
    [property: Id(0)] ChainedInvokeOptions Options,
    [property: Id(1)] string? Payload,
    [property: Id(2)] string Invoker,
    [property: Id(3)] string? Trace = null)
{
    public static InvokedStartRequest Of(InvokedStart start) => new(start.Options, start.Payload, start.Invoker.ToString(), start.Trace);

    public InvokedStart ToStart() => new(Options, Payload, ExecutionInvoker.Parse(Invoker), Trace);
}
