using Durable.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Durable;

/// <summary>Keeps the executions of a host in SQLite.</summary>
public static class DurableSqliteBuilderExtensions
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
        var options = builder.Services.AddOptions<SqliteStoreOptions>();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SqliteStoreOptions>, SqliteStoreOptionsValidator>());
        return builder.UseStore(static services => SqliteCheckpointStore.Open(
            services.GetRequiredService<IOptions<SqliteStoreOptions>>().Value,
            services.GetService<TimeProvider>(),
            services.GetService<ILogger<SqliteCheckpointStore>>()));
    }
}
