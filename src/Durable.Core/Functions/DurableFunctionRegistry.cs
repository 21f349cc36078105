using System.Diagnostics.CodeAnalysis;
using Durable.Core.Functions;

namespace Durable;

/// <summary>The functions of a host, by name. Among the host's services, for those who want to know what it runs.</summary>
public sealed class DurableFunctionRegistry
{
    private readonly Dictionary<string, DurableFunctionDefinition> _functions = [];

    internal DurableFunctionRegistry()
    {
    }

    /// <summary>The names under which executions can be started, in no order.</summary>
    public IReadOnlyCollection<string> Names => _functions.Keys;

    /// <summary>Whether a function of that name is registered.</summary>
    /// <param name="name">The name.</param>
    public bool Contains(string name) => _functions.ContainsKey(name);

    internal void Add(DurableFunctionDefinition function)
    {
        if (!_functions.TryAdd(function.Name, function))
        {
            throw new ArgumentException($"Function '{function.Name}' is registered twice. Give each function a name of its own.", nameof(function));
        }
    }

    internal bool TryGet(string name, [NotNullWhen(true)] out DurableFunctionDefinition? function) => _functions.TryGetValue(name, out function);

    internal DurableFunctionDefinition Get(string name) =>
        _functions.TryGetValue(name, out var function) ? function : throw new FunctionNotFoundException(name, Names);
}
