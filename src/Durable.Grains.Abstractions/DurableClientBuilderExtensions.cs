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
    /// <param name="configure">Names serializers other than JSON.</param>
    public static IClientBuilder AddDurableExecutions(this IClientBuilder client, Action<DurableClientOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        client.Services.AddDurableClient();
        if (configure is not null)
        {
            client.Services.Configure(configure);
        }

        return client;
    }

    internal static IServiceCollection AddDurableClient(this IServiceCollection services)
    {
        services.AddSerializer(static serializer => serializer.AddDurableContracts());
        services.AddOptionsWithValidateOnStart<DurableClientOptions, DurableClientOptionsValidator>();
        services.TryAddSingleton<IDurableClient, GrainDurableClient>();
        return services;
    }
}
