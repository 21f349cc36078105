using System.Diagnostics;

namespace Durable.Server.Tests.Hosting;

/// <summary>Runs one of the project's executables, which stand beside the tests.</summary>
internal static class DotnetProcess
{
    /// <param name="assembly">The executable's assembly.</param>
    /// <param name="args">Its arguments.</param>
    /// <param name="environment">Variables that it gets beside those of this process, or does not get.</param>
    /// <param name="maxHandles">How many file handles it may have; null for as many as this process.</param>
    public static Process Start(
        string assembly, IEnumerable<string> args, IReadOnlyDictionary<string, string?>? environment = null, int? maxHandles = null)
    {
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        string[] command = ["exec", Path.Combine(AppContext.BaseDirectory, assembly), .. args];
        var start = new ProcessStartInfo(
            maxHandles is null ? dotnet : "/bin/sh",
            maxHandles is null ? command : ["-c", $"ulimit -n {maxHandles}; exec \"$@\"", "sh", dotnet, .. command])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[name] = value;
        }

        return Process.Start(start) ?? throw new InvalidOperationException($"{assembly} was not started.");
    }
}
