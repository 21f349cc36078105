using Durable.Storage.Native;

namespace Durable.Storage;

/// <summary>The service that a database belongs to.</summary>
internal static class DatabaseOwner
{
    /// <summary>Refuses a database of another service, without changing anything.</summary>
    /// <exception cref="CheckpointStoreException">It belongs to another service; the message names both.</exception>
    public static void Require(string path, SqliteStoreOptions options)
    {
        if (options is not { ServiceId: { } serviceId, TakeOver: false } || new FileInfo(path) is not { Exists: true, Length: > 0 })
        {
            return;
        }

        using var database = Database.OpenReadOnly(path, options.BusyTimeout);
        if (HasOwners(database) && Read(database) is { } owner && owner != serviceId)
        {
            throw new CheckpointStoreException(
                StoreFailure.Fatal,
                $"The checkpoint store '{path}' belongs to the service '{owner}', and this is the service '{serviceId}', which would run its own functions on the "
                + $"other's executions. It was not changed. Name another file; or, if this is the same service, set ServiceId to '{owner}' (server: --service-id); "
                + "or, if the executions are to be this service's from now on, take the store over (TakeOverStore; server: --take-over).");
        }
    }

    /// <summary>Makes the database this service's.</summary>
    /// <returns>What it was before.</returns>
    public static DatabaseClaim Claim(Database database, string serviceId)
    {
        var previous = Read(database);
        if (previous != serviceId)
        {
            using var write = database.PrepareOnce("INSERT OR REPLACE INTO owner (id, service_id) VALUES (1, ?1)");
            write.Bind(1, serviceId);
            write.Execute();
        }

        return new DatabaseClaim(serviceId, previous);
    }

    private static bool HasOwners(Database database) =>
        database.ReadInteger("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'owner'") == 1;

    private static string? Read(Database database)
    {
        using var read = database.PrepareOnce("SELECT service_id FROM owner");
        return read.Step() ? read.Text(0) : null;
    }
}
