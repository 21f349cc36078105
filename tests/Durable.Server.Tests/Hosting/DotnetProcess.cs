using System.Diagnostics;

namespace Durable.Server.Tests.Hosting;

/// <summary>Runs one of the project's executables, which stand beside the tests.</summary>
internal static class DotnetProcess
{
    public static Process Start(string assembly, IEnumerable<string> args)
    {
        var start = new ProcessStartInfo(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, assembly), .. args])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        return Process.Start(start) ?? throw new InvalidOperationException($"{assembly} was not started.");
    }
}
