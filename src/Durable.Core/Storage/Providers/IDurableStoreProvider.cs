namespace Durable.Storage;

/// <summary>Sets up a store that configuration describes. See <see cref="DurableStoreProviderAttribute"/>.</summary>
public interface IDurableStoreProvider
{
    /// <summary>Keeps a host's executions in the store.</summary>
    /// <param name="durable">What the host runs.</param>
    /// <param name="settings">What configuration says about the store.</param>
    /// <exception cref="InvalidOperationException">The settings lack something, or do not fit the store.</exception>
    void UseStore(DurableExecutionsBuilder durable, DurableStoreSettings settings);
}
