namespace Durable.Silo.Security.ApiKeys;

/// <summary>The file of keys, read again when it has changed.</summary>
/// <remarks>
/// Looked at when a key is presented, at most once a second, because change notifications do not reach files that are mounted into
/// containers. A file that cannot be used any more changes nothing: the keys that were in it stay.
/// </remarks>
internal sealed partial class ApiKeyFile(string path, ApiKeyRing keys, TimeProvider timeProvider, ILogger<ApiKeyFile> logger)
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private ApiKeyRing _keys = keys;
    private (DateTime Written, long Length) _seen = Stamp(path);
    private long _lookedAt = timeProvider.GetTimestamp();

    /// <summary>The keys that count now.</summary>
    public ApiKeyRing Keys
    {
        get
        {
            lock (_lock)
            {
                if (timeProvider.GetElapsedTime(_lookedAt) >= s_interval)
                {
                    _lookedAt = timeProvider.GetTimestamp();
                    ReadIfChanged();
                }

                return _keys;
            }
        }
    }

    private void ReadIfChanged()
    {
        var stamp = Stamp(path);
        if (stamp == _seen)
        {
            return;
        }

        _seen = stamp;
        try
        {
            _keys = ApiKeyRing.Read(path);
            LogRead(path);
        }
        catch (AccessConfigurationException exception)
        {
            LogUnusable(exception.Message);
        }
    }

    // Of the file itself where the path is a link, as mounted secrets are.
    private static (DateTime Written, long Length) Stamp(string path)
    {
        try
        {
            var file = new FileInfo(File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path);
            return file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
        }
        catch (IOException)
        {
            return default;
        }
    }

    [LoggerMessage(40, LogLevel.Information, "API keys have been read again from {Path}")]
    private partial void LogRead(string path);

    [LoggerMessage(41, LogLevel.Error, "{Problem} The keys that it had before still count")]
    private partial void LogUnusable(string problem);
}
