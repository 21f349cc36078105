using System.Globalization;

namespace Durable.Storage;

/// <summary>Keeps every other process, and every other store of this one, away from a database.</summary>
/// <remarks>
/// The lock belongs to the open file <c>.lock</c>, so the system releases it with the process, however that ends; the file itself
/// stays. The holder's process id stands in a second file, because a locked file cannot be read by others, and is only a hint.
/// </remarks>
internal sealed class DatabaseLock : IDisposable
{
    private readonly FileStream _file;
    private readonly string _pidPath;

    private DatabaseLock(FileStream file, string pidPath)
    {
        _file = file;
        _pidPath = pidPath;
    }

    public static DatabaseLock Acquire(string databasePath)
    {
        var lockPath = databasePath + ".lock";
        var pidPath = databasePath + ".pid";
        FileStream file;
        try
        {
            file = new FileStream(lockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
        }
        catch (IOException exception) when (exception.GetType() == typeof(IOException) && File.Exists(lockPath))
        {
            throw new CheckpointStoreException(
                StoreFailure.Transient,
                $"The checkpoint store '{databasePath}' is already open in {Holder(pidPath)}. "
                + "One process at a time may use it: stop that one, or give this one another file.",
                exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointStoreException(
                StoreFailure.Fatal,
                $"The lock '{lockPath}' cannot be created. Give the process the right to write to that directory, or name another file.",
                exception);
        }

        var acquired = new DatabaseLock(file, pidPath);
        try
        {
            File.WriteAllText(pidPath, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Whoever is refused later learns no process id; the lock holds all the same.
        }

        return acquired;
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

        _file.Dispose();
    }

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
