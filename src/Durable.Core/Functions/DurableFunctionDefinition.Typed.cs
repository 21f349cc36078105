using Durable.Core.Serialization;

namespace Durable.Core.Functions;

internal sealed class DurableFunctionDefinition<TInput, TOutput>(
    string name, DurableFunctionOptions options, Func<InvocationServices, TInput, IDurableContext, Task<TOutput>> function)
    : DurableFunctionDefinition(name, options)
{
    public override object? ReadInput(string? payload, ExecutionId executionId) => payload is null
        ? default(TInput)
        : Payloads.Read<TInput>(Options.Serializer, payload, new SerializationContext(executionId, null), $"the input of function '{Name}'");

    public override async Task<string?> RunAsync(object? input, IDurableContext context, InvocationServices services)
    {
        var output = await function(services, (TInput)input!, context);
        return typeof(TOutput) == typeof(NoResult)
            ? null
            : Payloads.Write(
                Options.Serializer,
                output,
                new SerializationContext(context.ExecutionContext.ExecutionId, null),
                DurableLimits.MaxExecutionPayloadBytes,
                $"the result of function '{Name}'");
    }
}
