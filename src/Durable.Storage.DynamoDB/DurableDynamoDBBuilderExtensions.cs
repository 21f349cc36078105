using System.Diagnostics.Metrics;
using Amazon.DynamoDBv2;
using Durable.Storage;
using Durable.Storage.Tables;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Durable;

/// <summary>Keeps the executions of a host in DynamoDB.</summary>
public static class DurableDynamoDBBuilderExtensions
{
    /// <summary>Keeps executions in a DynamoDB table.</summary>
    /// <param name="builder">What the host runs.</param>
    /// <param name="tableName">See <see cref="DynamoDBStoreOptions.TableName"/>.</param>
    public static DurableExecutionsBuilder UseDynamoDB(this DurableExecutionsBuilder builder, string tableName) =>
        builder.UseDynamoDB(options => options.TableName = tableName);

    /// <summary>
    /// Keeps executions in a DynamoDB table. An <see cref="IAmazonDynamoDB"/> among the host's services is used when no service address,
    /// region or profile is set; it should not repeat requests by itself, as <see cref="DynamoDBClients.Create"/> has it.
    /// </summary>
    /// <param name="builder">What the host runs.</param>
    /// <param name="configure">Changes the options. They are validated, and the table is asked for, when the host starts.</param>
    public static DurableExecutionsBuilder UseDynamoDB(this DurableExecutionsBuilder builder, Action<DynamoDBStoreOptions>? configure = null) =>
        builder.UseDynamoDB(configure, static _ => null);

    /// <param name="builder">What the host runs.</param>
    /// <param name="configure">Changes the options.</param>
    /// <param name="findClient">Finds the client that is meant for this store alone; null for none.</param>
    internal static DurableExecutionsBuilder UseDynamoDB(
        this DurableExecutionsBuilder builder, Action<DynamoDBStoreOptions>? configure, Func<IServiceProvider, IAmazonDynamoDB?> findClient)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = builder.Services.AddOptionsWithValidateOnStart<DynamoDBStoreOptions, DynamoDBStoreOptionsValidator>();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, TableCheck>());
        return builder.UseStore(services =>
        {
            var options = services.GetRequiredService<IOptions<DynamoDBStoreOptions>>().Value;
            var injected = findClient(services)
                ?? (options is { ServiceUrl: null, Region: null, Profile: null } ? services.GetService<IAmazonDynamoDB>() : null);
            return DynamoDBCheckpointStore.Open(
                options,
                injected,
                services.GetService<TimeProvider>(),
                services.GetService<ILoggerFactory>()?.CreateLogger(LogCategory.Name),
                services.GetService<IMeterFactory>());
        });
    }
}
