namespace Durable;

/// <summary>The functions that are registered in this process, for who asks without knowing the engine.</summary>
internal interface IRegisteredFunctions
{
    /// <inheritdoc cref="IRegisteredFunctions"/>
    IReadOnlyCollection<string> Names { get; }

    /// <summary>Whether a function of that name is registered.</summary>
    bool Contains(string name);
}
