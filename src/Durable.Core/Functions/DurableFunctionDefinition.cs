namespace Durable.Core.Functions;

/// <summary>A registered function, its types hidden behind payloads.</summary>
internal abstract class DurableFunctionDefinition(string name, DurableFunctionOptions options, DurableFunctionRegistry registry)
{
    public string Name { get; } = name;

    public DurableFunctionOptions Options { get; } = options;

    /// <summary>The function's own serializer, or the host's.</summary>
    public IPayloadSerializer Serializer => Options.Serializer ?? registry.Serializer;

    /// <summary>Refuses a function whose input or result its serializer does not know.</summary>
    /// <exception cref="PayloadSerializationException">Names function and type, and says what to add.</exception>
    public abstract void RequireSerializable();

    /// <summary>Reads an input that is recorded.</summary>
    /// <exception cref="PayloadSerializationException">The payload is not what the function takes.</exception>
    public abstract object? ReadInput(string? payload, ExecutionId executionId);

    /// <summary>Reads the input of an execution that is to be started. One that is absent is null, which the function must take.</summary>
    /// <exception cref="PayloadSerializationException">The payload is not what the function takes.</exception>
    public abstract object? ReadNewInput(string? payload, ExecutionId executionId);

    /// <summary>The same input as the default serializer wrote it at first: enums as numbers.</summary>
    /// <returns>The text; null where another serializer is used, or where the input says more than its value.</returns>
    public abstract string? InputAsBefore(string payload, ExecutionId executionId);

    /// <summary>Runs the function.</summary>
    /// <returns>Its serialized result; null when it has none.</returns>
    public abstract Task<string?> RunAsync(object? input, IDurableContext context, InvocationServices services);
}
