using System.Runtime.Versioning;

namespace Durable.Silo.Hosting;

/// <summary>Warns at the start of what weakens the protection that the command line asks for.</summary>
internal sealed partial class AccessAnnouncer(ServerOptions options, ILoggerFactory loggers) : IHostedService
{
    private readonly ILogger _logger = loggers.CreateLogger(LogCategory.Name);

    private const UnixFileMode WritableByOthers = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
    private const UnixFileMode ReadableByOthers = UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var access = options.Access;
        if (!OperatingSystem.IsWindows())
        {
            Look(access);
            LookAtConnection();
        }

        if (access.InsecureHttp)
        {
            LogInsecure(options.Address.ToString());
        }

        return Task.CompletedTask;
    }

    [UnsupportedOSPlatform("windows")]
    private void Look(AccessServerOptions access)
    {
        var privateKey = access.Certificate is { } certificate ? certificate.KeyPath ?? certificate.Path : null;
        if (privateKey is not null && (File.GetUnixFileMode(privateKey) & ReadableByOthers) != UnixFileMode.None)
        {
            LogReadable(privateKey);
        }

        // The group may, as with a connection string.
        if (access.Oidc?.ClientSecretPath is { } secret && (File.GetUnixFileMode(secret) & UnixFileMode.OtherRead) != UnixFileMode.None)
        {
            LogSecretReadable(secret);
        }

        foreach (var path in ((string?[])[access.ApiKeysPath, access.Tokens?.KeyPath, access.Oidc?.ClientSecretPath, access.Certificate?.Path, access.Certificate?.KeyPath]).OfType<string>())
        {
            LookForWriters(path);
        }
    }

    // Whoever can write it decides which database the server takes its executions from.
    [UnsupportedOSPlatform("windows")]
    private void LookAtConnection()
    {
        if (options is not { Store: StoreKind.Postgres, PostgreSQL.ConnectionPath: { } path })
        {
            return;
        }

        // The group may: a mounted secret is root's, and reaches the server through its group.
        if ((File.GetUnixFileMode(path) & UnixFileMode.OtherRead) != UnixFileMode.None)
        {
            LogConnectionReadable(path);
        }

        LookForWriters(path);
    }

    [UnsupportedOSPlatform("windows")]
    private void LookForWriters(string path)
    {
        if ((File.GetUnixFileMode(path) & WritableByOthers) != UnixFileMode.None)
        {
            LogWritable(path);
        }
        else if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } directory && IsReplaceable(File.GetUnixFileMode(directory)))
        {
            LogReplaceable(path, directory);
        }
    }

    // In a sticky directory, such as /tmp, each replaces his own files alone.
    private static bool IsReplaceable(UnixFileMode directory) =>
        (directory & UnixFileMode.OtherWrite) != UnixFileMode.None && (directory & UnixFileMode.StickyBit) == UnixFileMode.None;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(EventIds.KeysWritableByOthers, LogLevel.Warning, "Others than its owner can write {Path}, and whoever can may let anybody in. Run chmod go-w on it.")]
    private partial void LogWritable(string path);

    [LoggerMessage(EventIds.KeysReplaceableByOthers, LogLevel.Warning,
        "Everybody can write the directory {Directory}, and so can put another file in the place of {Path}. Run chmod o-w on the directory, or move the file.")]
    private partial void LogReplaceable(string path, string directory);

    [LoggerMessage(EventIds.PrivateKeyReadableByOthers, LogLevel.Warning,
        "Others than its owner can read the private key in {Path}, and whoever can may pass for this server. Run chmod 600 on it.")]
    private partial void LogReadable(string path);

    [LoggerMessage(EventIds.ConnectionReadableByOthers, LogLevel.Warning,
        "Everybody on this machine can read the connection string in {Path}, and so can read and change every execution. Run chmod o-r on it.")]
    private partial void LogConnectionReadable(string path);

    [LoggerMessage(EventIds.ClientSecretReadableByOthers, LogLevel.Warning,
        "Everybody on this machine can read the client secret in {Path}, and so can pass for this server at the provider. Run chmod o-r on it.")]
    private partial void LogSecretReadable(string path);

    [LoggerMessage(EventIds.ServedWithoutEncryption, LogLevel.Warning,
        "{Address} is served without encryption: whoever is between callers and server reads their keys. Only the proxy in front should reach it.")]
    private partial void LogInsecure(string address);
}
