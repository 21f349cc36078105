namespace Durable.Storage;

/// <summary>
/// Names the class of this assembly that sets up a store which configuration describes, so that a host finds it by the name alone. An
/// assembly may give its store several names.
/// </summary>
/// <param name="providerType">
/// The name, compared without regard to case. A resource of an app host is known by the name of its type without <c>Resource</c>.
/// </param>
/// <param name="provider">Implements <see cref="IDurableStoreProvider"/>, with a constructor without parameters.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class DurableStoreProviderAttribute(string providerType, Type provider) : Attribute
{
    /// <summary>The name.</summary>
    public string ProviderType { get; } = providerType;

    /// <summary>The class.</summary>
    public Type Provider { get; } = provider;
}
