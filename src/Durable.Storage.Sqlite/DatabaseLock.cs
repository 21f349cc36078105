using System.Globalization;

namespace Durable.Storage;

/// <summary>Keeps every other process, and every other store of this one, away from a database.</summary>
/// <remarks>
/// There are two locks, which the system releases with the process, however that ends. The one of the open file <c>.lock</c> keeps away
/// whoever comes by the same path, of this release or an earlier one; that of the database file whoever comes by another path, or after
/// <c>.lock</c> was deleted. The holder's process id stands in a file of its own, because a locked file cannot be read by others, and is
/// only a hint.
/// </remarks>
internal sealed class DatabaseLock : IDisposable
{
    private readonly FileStream _file;
    private readonly DatabaseFileLock _database;
    private readonly string _pidPath;
    private volatile bool _isLost;

    private DatabaseLock(FileStream file, DatabaseFileLock database, string pidPath)
    {
        _file = file;
        _database = database;
        _pidPath = pidPath;
    }

    /// <summary>Whether the database was found to be gone; it does not come back.</summary>
    public bool IsLost => _isLost;

    /// <summary>Creates the database file when it is missing, and locks it.</summary>
    /// <exception cref="CheckpointStoreException">Another store has it open (transient), or it cannot be locked (fatal).</exception>
    public static DatabaseLock Acquire(string databasePath)
    {
        RequireLocking(databasePath);
        var pidPath = databasePath + ".pid";
        var file = OpenLockFile(databasePath, pidPath);
        DatabaseFileLock database;
        try
        {
            RequireWhole(databasePath);
            database = LockDatabase(databasePath, pidPath);
        }
        catch
        {
            file.Dispose();
            throw;
        }

        var acquired = new DatabaseLock(file, database, pidPath);
        try
        {
            // Deleted and created anew: what somebody has put in its place may be a link to another file.
            File.Delete(pidPath);
            using var pid = OpenForOwner(pidPath, FileMode.CreateNew, FileShare.Read);
            using var writer = new StreamWriter(pid);
            writer.Write(Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Whoever is refused later learns no process id; the lock holds all the same.
        }

        return acquired;
    }

    /// <summary>Whether the path still leads to the database that is open, and has done so ever since it was opened.</summary>
    public bool IsInPlace()
    {
        if (!_isLost && !_database.IsInPlace())
        {
            _isLost = true;
        }

        return !_isLost;
    }

    public void Dispose()
    {
        if (!_file.CanWrite)
        {
            // Released before; the hint is somebody else's by now.
            return;
        }

        try
        {
            File.Delete(_pidPath);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Only a hint is left behind.
        }

        _database.Dispose();
        _file.Dispose();
    }

    private static FileStream OpenLockFile(string databasePath, string pidPath)
    {
        var lockPath = databasePath + ".lock";
        if (new FileInfo(lockPath).LinkTarget is { } target)
        {
            throw new CheckpointStoreException(
                StoreFailure.Fatal, $"The lock '{lockPath}' is a symbolic link to '{target}', which is not ours to create. Delete the link, and look who put it there.");
        }

        try
        {
            return OpenForOwner(lockPath, FileMode.OpenOrCreate, FileShare.None);
        }
        catch (IOException exception) when (exception.GetType() == typeof(IOException) && File.Exists(lockPath))
        {
            throw AlreadyOpen(databasePath, pidPath, exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointStoreException(
                StoreFailure.Fatal,
                $"The lock '{lockPath}' cannot be created. Give the process the right to write to that directory, or name another file.",
                exception);
        }
    }

    private static DatabaseFileLock LockDatabase(string databasePath, string pidPath)
    {
        try
        {
            return DatabaseFileLock.TryAcquire(databasePath) ?? throw AlreadyOpen(databasePath, pidPath, cause: null);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new CheckpointStoreException(
                StoreFailure.Fatal,
                $"The checkpoint store '{databasePath}' cannot be written. Give the process the right to write the file and its directory.",
                exception);
        }
        catch (IOException exception)
        {
            throw new CheckpointStoreException(
                StoreFailure.Fatal,
                $"The checkpoint store '{databasePath}' cannot be locked, so a second process could not be kept away from it. "
                + $"Put it on a local disk whose file system locks files. The system says: {exception.Message}",
                exception);
        }
    }

    // The switch of .NET, by either of its names. It makes locks succeed that are none.
    private static void RequireLocking(string databasePath)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var isDisabled = AppContext.TryGetSwitch("System.IO.DisableFileLocking", out var disabled)
            ? disabled
            : Environment.GetEnvironmentVariable("DOTNET_SYSTEM_IO_DISABLEFILELOCKING") is { } text
                && (text == "1" || string.Equals(text, bool.TrueString, StringComparison.OrdinalIgnoreCase));
        if (isDisabled)
        {
            throw new CheckpointStoreException(
                StoreFailure.Fatal,
                $"The checkpoint store '{databasePath}' cannot be locked, because file locking is switched off, and two processes would "
                + "overwrite each other's commits. Remove DOTNET_SYSTEM_IO_DISABLEFILELOCKING from the environment (System.IO.DisableFileLocking "
                + "from the configuration of the runtime), and put the file on a local disk.");
        }
    }

    // SQLite would take what stands beside the path for that of the new database, and another process may still have it open.
    private static void RequireWhole(string databasePath)
    {
        if (new FileInfo(databasePath) is { Exists: true, Length: > 0 })
        {
            return;
        }

        foreach (var rest in (string[])[databasePath + "-wal", databasePath + "-shm"])
        {
            if (File.Exists(rest))
            {
                throw new CheckpointStoreException(
                    StoreFailure.Fatal,
                    $"'{rest}' is there and the checkpoint store '{databasePath}' is not: it was deleted or moved while it was open, or copied in part. "
                    + "Stop the process that has it open, if there is one, and put the database back beside it; or delete what is left of it.");
            }
        }
    }

    private static FileStream OpenForOwner(string path, FileMode mode, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = share, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }

    private static CheckpointStoreException AlreadyOpen(string databasePath, string pidPath, Exception? cause) => new(
        StoreFailure.Transient,
        $"The checkpoint store '{databasePath}' is already open in {Holder(pidPath)}. "
        + "One process at a time may use it: stop that one, or give this one another file.",
        cause);

    private static string Holder(string pidPath)
    {
        try
        {
            if (!int.TryParse(File.ReadAllText(pidPath), NumberStyles.None, CultureInfo.InvariantCulture, out var processId))
            {
                return "another process";
            }

            return processId == Environment.ProcessId ? "this process" : Invariant($"another process, whose id is {processId}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "another process";
        }
    }
}
