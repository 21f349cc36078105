using Durable.Core.Serialization;

namespace Durable.Core.Functions;

internal sealed class DurableFunctionDefinition<TInput, TOutput>(
    string name,
    DurableFunctionOptions options,
    DurableFunctionRegistry registry,
    Func<InvocationServices, TInput, IDurableContext, Task<TOutput>> function)
    : DurableFunctionDefinition(name, options, registry)
{
    public override void RequireSerializable()
    {
        if (Serializer is not JsonPayloadSerializer json)
        {
            return;
        }

        try
        {
            json.Require(typeof(TInput));
            if (typeof(TOutput) != typeof(NoResult))
            {
                json.Require(typeof(TOutput));
            }
        }
        catch (PayloadSerializationException exception)
        {
            throw new PayloadSerializationException($"Function '{Name}' cannot run: {exception.Message}", exception);
        }
    }

    public override object? ReadInput(string? payload, ExecutionId executionId) => payload is null
        ? default(TInput)
        : Payloads.Read<TInput>(Serializer, payload, new SerializationContext(executionId, null), new PayloadSubject("the input of function", Name));

    public override object? ReadNewInput(string? payload, ExecutionId executionId) => payload is null && default(TInput) is not null
        ? throw new PayloadSerializationException(
            $"Cannot read the input of function '{Name}' as {typeof(TInput)} in execution '{executionId}': there is none, and a value of that type cannot be null. "
            + "Send an input.")
        : ReadInput(payload, executionId);

    public override string? InputAsBefore(string payload, ExecutionId executionId) =>
        (Serializer as JsonPayloadSerializer)?.WriteAsBefore<TInput>(payload, new SerializationContext(executionId, null));

    public override async Task<string?> RunAsync(object? input, IDurableContext context, InvocationServices services)
    {
        var output = await (function(services, (TInput)input!, context) ?? throw Bodies.ReturnedNull($"function '{Name}'"));
        return typeof(TOutput) == typeof(NoResult)
            ? null
            : Payloads.Write(
                Serializer,
                output,
                new SerializationContext(context.ExecutionContext.ExecutionId, null),
                DurableLimits.MaxExecutionPayloadBytes,
                new PayloadSubject("the result of function", Name));
    }
}
