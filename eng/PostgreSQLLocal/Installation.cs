using System.Globalization;
using Durable.LocalServers;

namespace Durable.PostgreSQLLocal;

/// <summary>The programs of a PostgreSQL server.</summary>
internal sealed record Installation(string Initdb, string Postgres)
{
    // Where Debian keeps one folder for each version, none of them on PATH.
    private const string DebianFolder = "/usr/lib/postgresql";

    /// <exception cref="PostgreSQLLocalException">There is none.</exception>
    public static Installation Find() => FindOnPath() ?? FindOnDebian()
        ?? throw new PostgreSQLLocalException("initdb and postgres are neither on PATH nor in /usr/lib/postgresql: install PostgreSQL 14 or newer.");

    private static Installation? FindOnPath() =>
        Programs.Find("initdb") is { } initdb && Programs.Find("postgres") is { } postgres ? new Installation(initdb, postgres) : null;

    private static Installation? FindOnDebian() => !Directory.Exists(DebianFolder) ? null : Directory.GetDirectories(DebianFolder)
        .OrderByDescending(static folder => double.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var version) ? version : 0)
        .Select(static folder => new Installation(Path.Combine(folder, "bin", "initdb"), Path.Combine(folder, "bin", "postgres")))
        .FirstOrDefault(static found => File.Exists(found.Initdb) && File.Exists(found.Postgres));
}
