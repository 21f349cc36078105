using Durable;
using Durable.Http;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the client over HTTP.</summary>
public static class DurableHttpServiceCollectionExtensions
{
    // New addresses of the server's name are found so often.
    private static readonly TimeSpan s_connectionLifetime = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Registers <see cref="HttpDurableClient"/> as the <see cref="IDurableClient"/>. It sends its requests by a client of
    /// <see cref="IHttpClientFactory"/>, to which handlers can be added.
    /// </summary>
    /// <param name="services">The app's services.</param>
    /// <param name="configure">Names the server and the key.</param>
    /// <returns>The builder of the client that sends the requests.</returns>
    public static IHttpClientBuilder AddDurableHttpClient(this IServiceCollection services, Action<HttpDurableClientOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<HttpDurableClientOptions>().Configure(options => configure?.Invoke(options)).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<HttpDurableClientOptions>, HttpDurableClientOptionsValidator>());
        services.TryAddSingleton<IDurableClient>(static services => new HttpDurableClient(
            services.GetRequiredService<IHttpClientFactory>().CreateClient(nameof(HttpDurableClient)),
            services.GetRequiredService<IOptions<HttpDurableClientOptions>>().Value));

        // The durable client lives as long as the app: connections are renewed below it, not handlers.
        return services.AddHttpClient(nameof(HttpDurableClient))
            .ConfigurePrimaryHttpMessageHandler(static () => new SocketsHttpHandler { PooledConnectionLifetime = s_connectionLifetime })
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan);
    }
}
