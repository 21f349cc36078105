using Durable.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Durable;

/// <summary>Keeps the executions of a host in SQLite.</summary>
public static partial class DurableSqliteBuilderExtensions
{
    /// <summary>Keeps executions in a SQLite database, for one process at a time.</summary>
    /// <param name="builder">What the host runs.</param>
    /// <param name="path">See <see cref="SqliteStoreOptions.Path"/>.</param>
    public static DurableExecutionsBuilder UseSqlite(this DurableExecutionsBuilder builder, string path) =>
        builder.UseSqlite(options => options.Path = path);

    /// <summary>Keeps executions in a SQLite database, for one process at a time.</summary>
    /// <param name="builder">What the host runs.</param>
    /// <param name="configure">
    /// Changes the options. They are validated, and the database is opened, when the host starts; see
    /// <see cref="SqliteCheckpointStore.Open"/> for the errors.
    /// </param>
    public static DurableExecutionsBuilder UseSqlite(this DurableExecutionsBuilder builder, Action<SqliteStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = builder.Services.AddOptionsWithValidateOnStart<SqliteStoreOptions, SqliteStoreOptionsValidator>();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        options.PostConfigure<IServiceProvider>(static (options, services) => BelongTo(services.GetService<StoreOwner>(), options));
        return builder.UseStore(Open);
    }

    private static void BelongTo(StoreOwner? owner, SqliteStoreOptions options)
    {
        options.ServiceId ??= owner?.ServiceId;
        options.TakeOver |= owner?.TakeOver == true;
    }

    private static SqliteCheckpointStore Open(IServiceProvider services)
    {
        var logger = services.GetService<ILoggerFactory>()?.CreateLogger(LogCategory.Name);
        var store = SqliteCheckpointStore.Open(
            services.GetRequiredService<IOptions<SqliteStoreOptions>>().Value, services.GetService<TimeProvider>(), logger);
        if (store.Claim is { } claim && claim.Previous != claim.ServiceId && logger is not null)
        {
            if (claim.Previous is { } previous)
            {
                LogTakenOver(logger, store.Path, claim.ServiceId, previous);
            }
            else
            {
                LogClaimed(logger, store.Path, claim.ServiceId);
            }
        }

        return store;
    }

    [LoggerMessage(EventIds.Claimed, LogLevel.Information, "The checkpoint store {Path} belongs to the service '{ServiceId}' from now on, and opens for no other one.")]
    private static partial void LogClaimed(ILogger logger, string path, string serviceId);

    [LoggerMessage(EventIds.TakenOver, LogLevel.Warning, "The checkpoint store {Path} was taken over by the service '{ServiceId}'; it belonged to '{Previous}'.")]
    private static partial void LogTakenOver(ILogger logger, string path, string serviceId, string previous);
}
