using System.Diagnostics.Metrics;
using Durable.Storage;
using Durable.Storage.PostgreSQL.Health;
using Durable.Storage.PostgreSQL.Transactions;
using Durable.Storage.Schema;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Durable;

/// <summary>Keeps the executions of a host in PostgreSQL.</summary>
public static class DurablePostgreSQLBuilderExtensions
{
    /// <summary>Keeps executions in a PostgreSQL database.</summary>
    /// <param name="builder">What the host runs.</param>
    /// <param name="connectionString">See <see cref="PostgreSQLStoreOptions.ConnectionString"/>.</param>
    public static DurableExecutionsBuilder UsePostgreSQL(this DurableExecutionsBuilder builder, string connectionString) =>
        builder.UsePostgreSQL(options => options.ConnectionString = connectionString);

    /// <summary>
    /// Keeps executions in a PostgreSQL database. An <see cref="NpgsqlDataSource"/> among the host's services is used when no connection string is
    /// set.
    /// </summary>
    /// <param name="builder">What the host runs.</param>
    /// <param name="configure">Changes the options. They are validated, and the schema is asked for, when the host starts.</param>
    public static DurableExecutionsBuilder UsePostgreSQL(this DurableExecutionsBuilder builder, Action<PostgreSQLStoreOptions>? configure = null) =>
        builder.UsePostgreSQL(configure, static _ => null);

    /// <param name="builder">What the host runs.</param>
    /// <param name="configure">Changes the options.</param>
    /// <param name="findDataSource">Finds the data source that is meant for this store alone; null for none.</param>
    internal static DurableExecutionsBuilder UsePostgreSQL(
        this DurableExecutionsBuilder builder, Action<PostgreSQLStoreOptions>? configure, Func<IServiceProvider, NpgsqlDataSource?> findDataSource)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = builder.Services.AddOptionsWithValidateOnStart<PostgreSQLStoreOptions, PostgreSQLStoreOptionsValidator>();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, SchemaCheck>());
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, StartsService>(static services => new StartsService(
            services.GetRequiredService<ICheckpointStore>(),
            services,
            TimeOf(services),
            LoggerOf(services))));
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, HealthService>(static services => new HealthService(
            services.GetRequiredService<ICheckpointStore>(),
            services.GetService<IMeterFactory>(),
            TimeOf(services),
            LoggerOf(services))));
        return builder.UseStore(services =>
        {
            var options = services.GetRequiredService<IOptions<PostgreSQLStoreOptions>>().Value;
            return PostgreSQLCheckpointStore.Open(
                options,
                findDataSource(services) ?? (options.ConnectionString is null ? services.GetService<NpgsqlDataSource>() : null),
                services.GetService<TimeProvider>(),
                services.GetService<ILoggerFactory>()?.CreateLogger(LogCategory.Name));
        });
    }

    private static TimeProvider TimeOf(IServiceProvider services) => services.GetService<TimeProvider>() ?? TimeProvider.System;

    private static ILogger LoggerOf(IServiceProvider services) =>
        services.GetService<ILoggerFactory>()?.CreateLogger(LogCategory.Name) ?? NullLogger.Instance;
}
