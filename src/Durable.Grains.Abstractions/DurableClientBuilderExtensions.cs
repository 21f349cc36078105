using Durable;
using Durable.Grains;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Serialization;

namespace Orleans.Hosting;

/// <summary>Registers what an app needs to use the durable executions of a cluster.</summary>
public static class DurableClientBuilderExtensions
{
    /// <summary>Adds <see cref="IDurableClient"/> to an Orleans client. It needs neither the engine nor the store.</summary>
    /// <param name="client">The client.</param>
    public static IClientBuilder AddDurableExecutions(this IClientBuilder client)
    {
        ArgumentNullException.ThrowIfNull(client);
        client.Services.AddDurableClient();
        return client;
    }

    internal static IServiceCollection AddDurableClient(this IServiceCollection services)
    {
        services.AddSerializer(static serializer => serializer.AddDurableContracts());
        services.TryAddSingleton<IDurableClient, GrainDurableClient>();
        return services;
    }
}
