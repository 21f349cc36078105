using Durable;
using Durable.Aspire;
using Durable.Embedded;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.Extensions.Hosting;

/// <summary>Durable executions in a service of an Aspire application.</summary>
public static class DurableHostApplicationBuilderExtensions
{
    /// <summary>
    /// Runs durable executions inside this process, in the store and as the service that the app host describes (<c>WithReference(durable)</c>):
    /// <c>Durable:ServiceId</c>, <c>Durable:KeyPrefix</c> and <c>Durable:Store</c> of the configuration. A silo calls
    /// <see cref="DurableConfiguredStoreExtensions.UseConfiguredStore"/> instead. Where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set, what the service exports
    /// with OpenTelemetry contains the meters and activities of executions.
    /// </summary>
    /// <param name="builder">The application.</param>
    /// <param name="configure">Registers functions.</param>
    /// <param name="configureHost">Changes the host's limits.</param>
    /// <exception cref="InvalidOperationException">The configuration names no store, or one whose provider is not in this application.</exception>
    public static IHostApplicationBuilder AddDurable(
        this IHostApplicationBuilder builder, Action<DurableExecutionsBuilder>? configure = null, Action<EmbeddedHostOptions>? configureHost = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        Telemetry.AddTo(builder);
        builder.Services.AddDurableExecutions(
            durable =>
            {
                durable.UseConfiguredStore(builder.Configuration);
                configure?.Invoke(durable);
            },
            host =>
            {
                host.ServiceId = builder.Configuration[ConfigurationKeys.ServiceId] ?? host.ServiceId;
                configureHost?.Invoke(host);
            });
        return builder;
    }

    /// <summary>
    /// Registers the client over HTTP of the service that the app host describes (<c>WithReference(durable.AsClient())</c>):
    /// <c>Durable:Client:Endpoint</c> and <c>Durable:Client:ApiKey</c> of the configuration.
    /// </summary>
    /// <param name="builder">The application.</param>
    /// <param name="configure">Changes the options.</param>
    /// <returns>The builder of the client that sends the requests.</returns>
    public static IHttpClientBuilder AddDurableClient(this IHostApplicationBuilder builder, Action<HttpDurableClientOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Services.AddDurableHttpClient(options =>
        {
            options.Endpoint = builder.Configuration[ConfigurationKeys.ClientEndpoint] is { Length: > 0 } endpoint ? new Uri(endpoint) : options.Endpoint;
            options.ApiKey = builder.Configuration[ConfigurationKeys.ClientApiKey] is { Length: > 0 } key ? key : options.ApiKey;
            configure?.Invoke(options);
        });
    }
}
