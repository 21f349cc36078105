namespace Durable.Silo.Hosting;

/// <summary>Warns at the start of what weakens the protection that the command line asks for.</summary>
internal sealed partial class AccessAnnouncer(ServerOptions options, ILoggerFactory loggers) : IHostedService
{
    private readonly ILogger _logger = loggers.CreateLogger(LogCategory.Name);

    private const UnixFileMode WritableByOthers = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var access = options.Access;
        if (!OperatingSystem.IsWindows())
        {
            foreach (var path in (string?[])[access.ApiKeysPath, access.Tokens?.KeyPath])
            {
                if (path is not null && (File.GetUnixFileMode(path) & WritableByOthers) != UnixFileMode.None)
                {
                    LogWritable(path);
                }
            }
        }

        if (access.InsecureHttp)
        {
            LogInsecure(options.Address.ToString());
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(EventIds.KeysWritableByOthers, LogLevel.Warning, "Others than its owner can write {Path}, and whoever can may let anybody in. Run chmod go-w on it.")]
    private partial void LogWritable(string path);

    [LoggerMessage(EventIds.ServedWithoutEncryption, LogLevel.Warning,
        "{Address} is served without encryption: whoever is between callers and server reads their keys. Only the proxy in front should reach it.")]
    private partial void LogInsecure(string address);
}
