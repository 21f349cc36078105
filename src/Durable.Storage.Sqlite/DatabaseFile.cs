using Durable.Storage.Native;

namespace Durable.Storage;

/// <summary>The database file: where it really is, and how it is opened.</summary>
internal static class DatabaseFile
{
    /// <summary>Creates the directory and follows a link, so that the lock stands beside the file that it protects.</summary>
    public static string Locate(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return new FileInfo(path).LinkTarget is null ? path : File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;
    }

    /// <summary>The file's mode in octal digits, when it lets others than its owner in.</summary>
    public static string? ModeOfOthers(string path)
    {
        const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        if (OperatingSystem.IsWindows())
        {
            return null;
        }

        var mode = File.GetUnixFileMode(path);
        return (mode & Others) == UnixFileMode.None ? null : Convert.ToString((int)mode, toBase: 8).PadLeft(4, '0');
    }

    /// <summary>Opens the only connection that writes, and creates the file when it is missing.</summary>
    public static Database OpenForWriting(string path, SqliteStoreOptions options)
    {
        var database = Database.Open(path, options.BusyTimeout);
        try
        {
            // Without effect on a file that exists.
            database.Execute($"PRAGMA page_size = {Database.PageSize}");
            database.Execute("PRAGMA journal_mode = WAL");

            // FULL: every commit waits for the disk. NORMAL would leave that to the next checkpoint and lose commits with the power.
            database.Execute("PRAGMA synchronous = FULL");
            database.Execute(Invariant($"PRAGMA cache_size = {-options.CacheBytes / 1024}"));
            database.Execute("PRAGMA temp_store = MEMORY");

            // The writer checkpoints by itself. The log keeps its size from then on, because writing over old pages is faster to bring
            // to the disk than making the file longer; what a burst or a long reader has added to it is cut off.
            database.Execute("PRAGMA wal_autocheckpoint = 0");
            database.Execute(Invariant($"PRAGMA journal_size_limit = {options.CheckpointBytes * 2}"));
            if (options.MaxDatabaseBytes is { } most)
            {
                database.Execute(Invariant($"PRAGMA max_page_count = {most / Database.PageSize}"));
            }

            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }
}
