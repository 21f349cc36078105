using Durable.Aspire;
using Durable.Storage;
using Microsoft.Extensions.Configuration;

namespace Durable;

/// <summary>Keeps the executions of a host in the store that configuration describes.</summary>
public static class DurableConfiguredStoreExtensions
{
    /// <summary>
    /// Keeps executions in the store of <c>Durable:Store</c>. <c>ProviderType</c> names its provider, which an assembly of this application brings
    /// (<see cref="DurableStoreProviderAttribute"/>); <c>ServiceKey</c> the key of its client and of its connection string, if it has them.
    /// </summary>
    /// <param name="durable">What the host runs.</param>
    /// <param name="configuration">The application's configuration.</param>
    /// <exception cref="InvalidOperationException">The configuration names no store, or one whose provider is not in this application.</exception>
    public static DurableExecutionsBuilder UseConfiguredStore(this DurableExecutionsBuilder durable, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(durable);
        ArgumentNullException.ThrowIfNull(configuration);
        var settings = Read(configuration);
        StoreProviders.Find(settings.ProviderType).UseStore(durable, settings);
        return durable;
    }

    private static DurableStoreSettings Read(IConfiguration configuration)
    {
        var store = configuration.GetSection(ConfigurationKeys.Store);
        if (store[ConfigurationKeys.ProviderType] is not { Length: > 0 } providerType)
        {
            throw new InvalidOperationException(
                "No durable store is configured: let the app host say WithReference(durable) on this project, or set Durable:Store:ProviderType.");
        }

        var serviceKey = Text(store[ConfigurationKeys.ServiceKey]);
        return new DurableStoreSettings(
            providerType,
            store.GetChildren().Where(static member => member.Value is not null).ToDictionary(static member => member.Key, static member => member.Value!))
        {
            ServiceKey = serviceKey,
            ConnectionString = Text(store[ConfigurationKeys.ConnectionString]) ?? (serviceKey is null ? null : Text(configuration.GetConnectionString(serviceKey))),
            KeyPrefix = Text(configuration[ConfigurationKeys.KeyPrefix]),
            CreateSchema = string.Equals(store[ConfigurationKeys.CreateSchema], "true", StringComparison.OrdinalIgnoreCase),
        };
    }

    private static string? Text(string? value) => string.IsNullOrEmpty(value) ? null : value;
}
