using System.Diagnostics;

namespace Durable.Server.Tests.Hosting;

/// <summary>Runs one of the project's executables, which stand beside the tests.</summary>
internal static class DotnetProcess
{
    /// <param name="assembly">The executable's assembly.</param>
    /// <param name="args">Its arguments.</param>
    /// <param name="environment">Variables that it gets beside those of this process, or does not get.</param>
    public static Process Start(string assembly, IEnumerable<string> args, IReadOnlyDictionary<string, string?>? environment = null)
    {
        var start = new ProcessStartInfo(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, assembly), .. args])
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
