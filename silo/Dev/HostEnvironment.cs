namespace Durable.Silo.Dev;

/// <summary>What the machine says about itself.</summary>
internal static class HostEnvironment
{
    /// <summary>The variable that calls this environment Production, if one does.</summary>
    public static string? Production => Array.Find(
        ["DOTNET_ENVIRONMENT", "ASPNETCORE_ENVIRONMENT"],
        static variable => string.Equals(Environment.GetEnvironmentVariable(variable), Environments.Production, StringComparison.OrdinalIgnoreCase));
}
