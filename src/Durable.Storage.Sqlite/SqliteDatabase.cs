namespace Durable.Storage;

/// <summary>A database as files.</summary>
internal static class SqliteDatabase
{
    /// <summary>Deletes a database with all that is in it, if there is one, unless somebody has it open.</summary>
    /// <param name="path">The database file.</param>
    /// <exception cref="CheckpointStoreException">Somebody has it open (transient), or it cannot be locked.</exception>
    public static void Delete(string path)
    {
        path = Path.GetFullPath(path);
        if (!Directory.Exists(Path.GetDirectoryName(path)))
        {
            return;
        }

        path = DatabaseFile.Locate(path);

        // What lies beside a database that is gone belongs to it, and would keep the next one from being made.
        if (!File.Exists(path))
        {
            DeleteBeside(path);
            return;
        }

        using (DatabaseLock.Acquire(path))
        {
            DeleteBeside(path);
            File.Delete(path);
        }
    }

    private static void DeleteBeside(string path)
    {
        File.Delete(path + "-wal");
        File.Delete(path + "-shm");
    }
}
