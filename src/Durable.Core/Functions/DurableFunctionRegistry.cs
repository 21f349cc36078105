using System.Diagnostics.CodeAnalysis;
using Durable.Core.Functions;

namespace Durable;

/// <summary>The functions of a host, by name and version. Among the host's services, for those who want to know what it runs.</summary>
public sealed class DurableFunctionRegistry : IRegisteredFunctions
{
    private readonly Dictionary<string, SortedList<string, DurableFunctionDefinition>> _functions = [];

    internal DurableFunctionRegistry()
    {
    }

    /// <summary>The names under which executions can be started, in no order.</summary>
    public IReadOnlyCollection<string> Names => _functions.Keys;

    /// <summary>Whether a function of that name is registered.</summary>
    /// <param name="name">The name.</param>
    public bool Contains(string name) => _functions.ContainsKey(name);

    // The product itself asks for no list; an application that shows what it serves, or drains an old version, does.

    /// <summary>The versions of a function that are registered, oldest first; new executions take the last. None when there is no such function.</summary>
    /// <param name="name">The name.</param>
    public IReadOnlyList<string> VersionsOf(string name) => _functions.TryGetValue(name, out var versions) ? [.. versions.Keys] : [];

    /// <summary>Of all functions that have no serializer of their own.</summary>
    internal IPayloadSerializer Serializer { get; set; } = JsonPayloadSerializer.Default;

    /// <summary>Refuses functions that could not exchange anything. Asked when the host starts: by then all that is registered is known.</summary>
    /// <exception cref="PayloadSerializationException">Names the function and the type, and says what to add.</exception>
    internal void Validate()
    {
        foreach (var function in _functions.Values.SelectMany(static versions => versions.Values))
        {
            function.RequireSerializable();
        }
    }

    /// <summary>Serializer of what is sent to a function and comes from it; the newest version decides.</summary>
    internal IPayloadSerializer SerializerOf(string name) => TryGet(name, out var function) ? function.Serializer : Serializer;

    internal void Add(DurableFunctionDefinition function)
    {
        if (!_functions.TryGetValue(function.Name, out var versions))
        {
            _functions.Add(function.Name, versions = new SortedList<string, DurableFunctionDefinition>(FunctionVersionComparer.Instance));
        }

        if (!versions.TryAdd(function.Options.Version, function))
        {
            throw new ArgumentException(
                $"Version '{function.Options.Version}' of function '{function.Name}' is registered twice. Give each function a name of its own, and each version of one its Version.",
                nameof(function));
        }
    }

    /// <summary>The newest version of a function.</summary>
    internal bool TryGet(string name, [NotNullWhen(true)] out DurableFunctionDefinition? function)
    {
        function = _functions.TryGetValue(name, out var versions) ? versions.Values[^1] : null;
        return function is not null;
    }

    /// <inheritdoc cref="TryGet"/>
    /// <exception cref="FunctionNotFoundException">No such function.</exception>
    internal DurableFunctionDefinition Get(string name) => TryGet(name, out var function) ? function : throw new FunctionNotFoundException(name, Names);

    /// <summary>One version of a function.</summary>
    /// <exception cref="FunctionNotFoundException">No such function, or no such version of it.</exception>
    internal DurableFunctionDefinition Get(string name, string version) =>
        !_functions.TryGetValue(name, out var versions) ? throw new FunctionNotFoundException(name, Names)
        : versions.TryGetValue(version, out var function) ? function
        : throw new FunctionNotFoundException(name, version, [.. versions.Keys]);
}
