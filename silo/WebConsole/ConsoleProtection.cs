using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Durable.Silo.WebConsole;

/// <summary>What protects all that a browser keeps for the console: tickets, and what a sign-in at a provider comes back with.</summary>
internal static class ConsoleProtection
{
    /// <param name="directory">Holds the keys, for all silos that read it; null for some that end with the process.</param>
    public static IDataProtectionProvider Create(string? directory) => directory is null
        ? new EphemeralDataProtectionProvider(NullLoggerFactory.Instance)
        : DataProtectionProvider.Create(new DirectoryInfo(directory), static builder => builder.SetApplicationName("durable-console"));
}
