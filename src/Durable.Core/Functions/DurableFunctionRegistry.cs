using System.Diagnostics.CodeAnalysis;

namespace Durable.Core.Functions;

/// <summary>The functions of a host, by name.</summary>
internal sealed class DurableFunctionRegistry
{
    private readonly Dictionary<string, DurableFunctionDefinition> _functions = [];

    public IReadOnlyCollection<string> Names => _functions.Keys;

    public void Add(DurableFunctionDefinition function)
    {
        if (!_functions.TryAdd(function.Name, function))
        {
            throw new ArgumentException($"Function '{function.Name}' is registered twice. Give each function a name of its own.", nameof(function));
        }
    }

    public bool TryGet(string name, [NotNullWhen(true)] out DurableFunctionDefinition? function) => _functions.TryGetValue(name, out function);

    public DurableFunctionDefinition Get(string name) =>
        _functions.TryGetValue(name, out var function) ? function : throw new FunctionNotFoundException(name, Names);
}
