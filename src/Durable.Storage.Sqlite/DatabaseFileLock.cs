using System.Text;
using Durable.Storage.Native;

namespace Durable.Storage;

/// <summary>Holds the database file itself, by whatever name it is found, and knows whether its path still leads to it.</summary>
/// <remarks>
/// What is locked is a byte behind the largest database that SQLite can write, which SQLite never locks. On Windows the system keeps an open
/// database from being deleted or replaced. Elsewhere than on Linux and Windows there is no such lock, and <c>.lock</c> alone protects.
/// </remarks>
internal sealed class DatabaseFileLock : IDisposable
{
    private const long Position = 1L << 62;

    // A file that this process has locked must not even be opened again: closing it would end SQLite's own locks.
    private static readonly Lock s_lock = new();
    private static readonly HashSet<(ulong Device, ulong Inode)> s_held = [];

    private readonly FileStream _file;
    private readonly byte[] _path;
    private readonly LinuxFileStatus? _status;

    private DatabaseFileLock(FileStream file, byte[] path, LinuxFileStatus? status)
    {
        _file = file;
        _path = path;
        _status = status;
    }

    /// <summary>Locks the file, and creates it for its owner alone when it is missing.</summary>
    /// <returns>Null when another store has it open.</returns>
    /// <exception cref="CheckpointStoreException">It has more than one name, or cannot be locked.</exception>
    public static DatabaseFileLock? TryAcquire(string path)
    {
        if (!LinuxFile.IsSupported)
        {
            var file = Open(path);
            if (!OperatingSystem.IsWindows() || TryLockOnWindows(file))
            {
                return new DatabaseFileLock(file, [], status: null);
            }

            file.Dispose();
            return null;
        }

        lock (s_lock)
        {
            return TryAcquireOnLinux(path, Encoding.UTF8.GetBytes(path + '\0'));
        }
    }

    /// <summary>Whether the path still leads to this file.</summary>
    public bool IsInPlace() => _status is not { } status || (LinuxFile.Find(_path) is { } found && found.IsSameFile(status));

    public void Dispose()
    {
        lock (s_lock)
        {
            if (_file.CanWrite && _status is { } status)
            {
                s_held.Remove((status.Device, status.Inode));
            }

            _file.Dispose();
        }
    }

    private static DatabaseFileLock? TryAcquireOnLinux(string path, byte[] nativePath)
    {
        if (LinuxFile.Find(nativePath) is { } known && s_held.Contains((known.Device, known.Inode)))
        {
            return null;
        }

        var file = Open(path);
        try
        {
            if (!LinuxFile.TryLock(file.SafeFileHandle, Position))
            {
                file.Dispose();
                return null;
            }

            var status = LinuxFile.Find(nativePath) ?? throw new FileNotFoundException("It was deleted while it was opened.", path);
            if (status.Links > 1)
            {
                throw new CheckpointStoreException(StoreFailure.Fatal, Invariant(
                    $"The checkpoint store '{path}' has {status.Links} names (hard links), and the files beside it, without which it is damaged, are found by one of them alone. Remove the other names (find -samefile '{path}' shows them), or copy the file; a symbolic link is fine."));
            }

            s_held.Add((status.Device, status.Inode));
            return new DatabaseFileLock(file, nativePath, status);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static FileStream Open(string path)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            // SQLite gives the files beside it the same mode.
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }

    private static bool TryLockOnWindows(FileStream file)
    {
        if (!OperatingSystem.IsWindows())
        {
            return true;
        }

        try
        {
            file.Lock(Position, 1);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
