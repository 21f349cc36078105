using System.Diagnostics;

namespace Durable.Chaos;

/// <summary>A small file system of its own, which can be filled and made read-only; where that is not permitted, a directory, which cannot.</summary>
internal sealed class ChaosDisk : IDisposable
{
    private const int Megabytes = 512;

    private ChaosDisk(string path, bool isMounted)
    {
        Path = path;
        IsMounted = isMounted;
    }

    public string Path { get; }

    /// <summary>Whether it is a file system of its own.</summary>
    public bool IsMounted { get; }

    private string Filler => System.IO.Path.Combine(Path, "filler");

    public static async Task<ChaosDisk> CreateAsync()
    {
        var path = Directory.CreateTempSubdirectory("durable-chaos-").FullName;
        return new ChaosDisk(path, OperatingSystem.IsLinux() && await RunAsync("mount", "-t", "tmpfs", "-o", $"size={Megabytes}m", "durable-chaos", path));
    }

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Leaves no room on it for a while.</summary>
    public async Task FillAsync(TimeSpan howLong)
    {
        await using (var filler = new FileStream(Filler, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            // Whole pages first, then whatever is left of the last one.
            Fill(filler, new byte[1024 * 1024]);
            Fill(filler, new byte[4096]);
            await Task.Delay(howLong);
        }

        System.IO.File.Delete(Filler);
    }

    /// <summary>Lets nobody write to it, or everybody; nobody may be writing.</summary>
    public async Task SetReadOnlyAsync(bool isReadOnly)
    {
        if (!await RunAsync("mount", "-o", isReadOnly ? "remount,ro" : "remount,rw", Path))
        {
            throw new InvalidOperationException($"The file system at '{Path}' could not be mounted anew.");
        }
    }

    public void Dispose()
    {
        if (IsMounted)
        {
            using var unmount = Process.Start("umount", ["-l", Path]);
            unmount.WaitForExit();
        }

        Directory.Delete(Path, recursive: true);
    }

    private static void Fill(FileStream filler, byte[] block)
    {
        try
        {
            while (true)
            {
                filler.Write(block);
            }
        }
        catch (IOException)
        {
            // It is full.
        }
    }

    private static async Task<bool> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
        await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0;
    }
}
