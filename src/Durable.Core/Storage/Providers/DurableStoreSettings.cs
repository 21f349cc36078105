using Microsoft.Extensions.DependencyInjection;

namespace Durable.Storage;

/// <summary>What configuration says about a store.</summary>
public sealed class DurableStoreSettings
{
    private readonly Dictionary<string, string> _values;

    /// <summary>Makes settings.</summary>
    /// <param name="providerType">Names the provider.</param>
    /// <param name="values">What is particular to the store, by name.</param>
    public DurableStoreSettings(string providerType, IReadOnlyDictionary<string, string>? values = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(providerType);
        ProviderType = providerType;
        _values = new Dictionary<string, string>(values ?? new Dictionary<string, string>(StringComparer.Ordinal), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Names the provider.</summary>
    public string ProviderType { get; }

    /// <summary>Under which key the store's client is registered, and its connection string is configured; null when the settings say all.</summary>
    public string? ServiceKey { get; init; }

    /// <summary>Where the store is, in its own form; null when nothing says so.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>Keeps services apart that share the store; null for none.</summary>
    public string? KeyPrefix { get; init; }

    /// <summary>Whether the store creates its schema when it is missing. For development.</summary>
    public bool CreateSchema { get; init; }

    /// <summary>What is particular to the store; null when it is not set.</summary>
    /// <param name="name">Which of it, without regard to case.</param>
    public string? this[string name] => _values.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    /// <summary>Finds the client that the host has registered for the store, under <see cref="ServiceKey"/>.</summary>
    /// <typeparam name="TClient">Its type.</typeparam>
    /// <param name="services">The host's services.</param>
    /// <param name="registration">What registers it, such as <c>AddKeyedNpgsqlDataSource</c>: for the error.</param>
    /// <returns>Null when none is registered and the store can make its own: there is no service key, or there is a connection string.</returns>
    /// <exception cref="InvalidOperationException">
    /// One is registered without a key, which might be somebody else's; or there is neither client nor connection string.
    /// </exception>
    public TClient? FindClient<TClient>(IServiceProvider services, string registration)
        where TClient : class
    {
        if (ServiceKey is null)
        {
            return null;
        }

        if (services.GetKeyedService<TClient>(ServiceKey) is { } client)
        {
            return client;
        }

        if (services.GetService<IServiceProviderIsService>()?.IsService(typeof(TClient)) == true)
        {
            throw new InvalidOperationException(
                $"The durable store needs the {typeof(TClient).Name} with the key '{ServiceKey}', and the only one is registered without a key: "
                + $"register it with {registration}(\"{ServiceKey}\").");
        }

        return ConnectionString is not null
            ? null
            : throw new InvalidOperationException(
                $"The durable store needs the {typeof(TClient).Name} with the key '{ServiceKey}', and there is none, nor a connection string of that name: "
                + $"register it with {registration}(\"{ServiceKey}\"), or set ConnectionStrings:{ServiceKey}.");
    }
}
