using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Durable.Storage.Native;

/// <summary>What .NET does not do with files on Linux: say which file a path leads to, and lock an open file.</summary>
/// <remarks>
/// SQLite locks with <c>fcntl</c>, and such locks end when the process closes any of its handles of the file. The locks here belong to the open
/// file instead (<c>F_OFD_SETLK</c>): they end with their own handle, and keep away stores of the same process as well.
/// </remarks>
internal static class LinuxFile
{
    private const int SetLockOfOpenFile = 37;
    private const short WriteLock = 1;
    private const int AccessDenied = 13;
    private const int TryAgain = 11;

    private const int FromCurrentDirectory = -100;
    private const uint LinksAndInode = 0x104;

    /// <summary>Whether this is a Linux whose structures are known here, those of 64 bits, and that says which file is which.</summary>
    public static bool IsSupported { get; } = OperatingSystem.IsLinux() && Environment.Is64BitProcess && FindsFiles();

    /// <summary>The file that a path leads to; null when there is none, or it cannot be reached.</summary>
    /// <param name="path">The path in UTF-8, with a zero at its end.</param>
    public static LinuxFileStatus? Find(byte[] path) => Statx(FromCurrentDirectory, path, flags: 0, LinksAndInode, out var found) == 0
        ? new LinuxFileStatus(((ulong)found.DeviceMajor << 32) | found.DeviceMinor, found.Inode, found.Links)
        : null;

    /// <summary>Locks a byte of an open file without waiting.</summary>
    /// <returns>False when another open file holds it.</returns>
    /// <exception cref="IOException">The file system does not lock.</exception>
    public static bool TryLock(SafeFileHandle file, long position)
    {
        var request = new LockRequest { Type = WriteLock, Start = position, Length = 1 };
        if (Control(file, SetLockOfOpenFile, ref request) == 0)
        {
            return true;
        }

        var error = Marshal.GetLastPInvokeError();
        return error is AccessDenied or TryAgain ? false : throw new IOException(Marshal.GetPInvokeErrorMessage(error));
    }

    private static bool FindsFiles()
    {
        try
        {
            return Find([(byte)'/', 0]) is not null;
        }
        catch (EntryPointNotFoundException)
        {
            // Older than statx.
            return false;
        }
    }

    [DllImport("libc", EntryPoint = "statx", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Statx(int directory, byte[] path, int flags, uint mask, out FileDescription description);

    [DllImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Control(SafeFileHandle file, int command, ref LockRequest request);

    // struct statx, the same on every processor.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct FileDescription
    {
        [FieldOffset(16)]
        public uint Links;

        [FieldOffset(32)]
        public ulong Inode;

        [FieldOffset(136)]
        public uint DeviceMajor;

        [FieldOffset(140)]
        public uint DeviceMinor;
    }

    // struct flock of 64 bits.
    [StructLayout(LayoutKind.Explicit, Size = 32)]
    private struct LockRequest
    {
        [FieldOffset(0)]
        public short Type;

        [FieldOffset(8)]
        public long Start;

        [FieldOffset(16)]
        public long Length;
    }
}

/// <summary>Which file it is, and by how many names it can be found.</summary>
internal readonly record struct LinuxFileStatus(ulong Device, ulong Inode, uint Links)
{
    public bool IsSameFile(LinuxFileStatus other) => Device == other.Device && Inode == other.Inode;
}
