using System.Data.Common;
using Durable.Storage;

[assembly: DurableStoreProvider("Sqlite", typeof(SqliteStoreProvider))]

namespace Durable.Storage;

/// <summary>The SQLite store of a configuration: <c>Path</c>, or a connection string with <c>Data Source</c>.</summary>
internal sealed class SqliteStoreProvider : IDurableStoreProvider
{
    private const string DataSource = "Data Source";

    public void UseStore(DurableExecutionsBuilder durable, DurableStoreSettings settings)
    {
        if (settings.KeyPrefix is not null)
        {
            throw new InvalidOperationException("A SQLite database belongs to one service, and has no key prefix: leave Durable:KeyPrefix out.");
        }

        durable.UseSqlite(PathOf(settings));
    }

    private static string PathOf(DurableStoreSettings settings)
    {
        if (settings["Path"] is { } path)
        {
            return path;
        }

        if (settings.ConnectionString is { } text)
        {
            var connection = new DbConnectionStringBuilder { ConnectionString = text };
            if (connection.TryGetValue(DataSource, out var file) && file is string { Length: > 0 } named)
            {
                return named;
            }
        }

        throw new InvalidOperationException(
            $"The SQLite store has no file: set Durable:Store:Path, or a connection string such as '{DataSource}=durable.db'.");
    }
}
