namespace Durable.Core.Functions;

/// <summary>A registered function, its types hidden behind payloads.</summary>
internal abstract class DurableFunctionDefinition(string name, DurableFunctionOptions options)
{
    public string Name { get; } = name;

    public DurableFunctionOptions Options { get; } = options;

    /// <summary>Reads an input.</summary>
    /// <exception cref="PayloadSerializationException">The payload is not what the function takes.</exception>
    public abstract object? ReadInput(string? payload, ExecutionId executionId);

    /// <summary>Runs the function.</summary>
    /// <returns>Its serialized result; null when it has none.</returns>
    public abstract Task<string?> RunAsync(object? input, IDurableContext context, InvocationServices services);
}
