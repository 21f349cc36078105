namespace Durable.PostgreSQLLocal;

/// <summary>Neither PostgreSQL nor PgBouncer runs as root.</summary>
internal static class Privileges
{
    /// <summary>Makes a folder the user's that the package has made, where this process is root's.</summary>
    /// <returns>What comes before a command that is to run as that user; nothing where this process is not root's.</returns>
    public static async Task<string[]> GiveAwayAsync(string folder, CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            return [];
        }

        await Command.RunAsync(["chown", "-R", "postgres:postgres", folder], cancellationToken);
        return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--"];
    }
}
