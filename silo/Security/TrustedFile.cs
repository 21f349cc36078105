using System.Security.Cryptography;

namespace Durable.Silo.Security;

/// <summary>A file that says whom the server trusts, read again when its content has changed.</summary>
/// <remarks>
/// <para>
/// Looked at when somebody asks, at most once a second, because change notifications do not reach files that are mounted into containers.
/// The content is compared, not the file's time and length: another key may leave both as they were.
/// </para>
/// <para>
/// A file that cannot be read any more trusts nobody. One that can be read and makes no sense may be in the middle of being written: what
/// was in it before counts for <see cref="Grace"/> more, and then it trusts nobody either. Otherwise a slip of the hand would keep a
/// revoked key good for as long as the server runs.
/// </para>
/// </remarks>
/// <typeparam name="TContent">What is in the file.</typeparam>
internal sealed partial class TrustedFile<TContent>
    where TContent : class
{
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    private readonly TrustedFileSource<TContent> _source;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly Lock _lock = new();

    private TContent? _content;
    private byte[] _digest;
    private long? _lookedAt;
    private long? _damagedSince;
    private string? _problem;

    /// <param name="source">The file, with its content as the server's start has found it.</param>
    /// <param name="timeProvider">Says when to look again.</param>
    /// <param name="loggers">Are told of changes.</param>
    public TrustedFile(TrustedFileSource<TContent> source, TimeProvider timeProvider, ILoggerFactory loggers)
    {
        _source = source;
        _timeProvider = timeProvider;
        _logger = loggers.CreateLogger(LogCategory.Name);
        (_content, _digest) = (source.Content, source.Digest);
    }

    /// <summary>What the file says now; null while it says nothing that can be trusted.</summary>
    public TContent? Current
    {
        get
        {
            lock (_lock)
            {
                // The first to ask always looks: the file may have changed since the start.
                if (_lookedAt is not { } lookedAt || _timeProvider.GetElapsedTime(lookedAt) >= s_interval)
                {
                    _lookedAt = _timeProvider.GetTimestamp();
                    Look();
                }

                return _content;
            }
        }
    }

    private void Look()
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(_source.Path);
        }
        catch (Exception exception)
        {
            // Whatever the reason: what cannot be read cannot be believed.
            Distrust($"{_source.Option} {_source.Path} cannot be read: {exception.Message}");
            return;
        }

        var digest = SHA256.HashData(bytes);
        if (_content is not null && _damagedSince is null && digest.AsSpan().SequenceEqual(_digest))
        {
            return;
        }

        TContent content;
        try
        {
            content = _source.Parse(bytes);
        }
        catch (Exception exception)
        {
            TolerateForAWhile(exception.Message);
            return;
        }

        if (_problem is not null || !digest.AsSpan().SequenceEqual(_digest))
        {
            LogRead(_source.Option, _source.Path);
        }

        (_content, _digest, _damagedSince, _problem) = (content, digest, null, null);
    }

    private void TolerateForAWhile(string problem)
    {
        if (_content is null)
        {
            Distrust(problem);
            return;
        }

        _damagedSince ??= _timeProvider.GetTimestamp();
        if (_timeProvider.GetElapsedTime(_damagedSince.Value) >= Grace)
        {
            Distrust(problem);
        }
        else if (_problem != problem)
        {
            _problem = problem;
            LogDamaged(problem, (int)Grace.TotalSeconds);
        }
    }

    private void Distrust(string problem)
    {
        if (_content is not null || _problem != problem)
        {
            LogDistrusted(problem);
        }

        (_content, _damagedSince, _problem) = (null, null, problem);
    }

    [LoggerMessage(EventIds.TrustedFileRead, LogLevel.Information, "{Option} has been read again from {Path}.")]
    private partial void LogRead(string option, string path);

    [LoggerMessage(EventIds.TrustedFileStale, LogLevel.Error, "{Problem} What was in it before counts for {Seconds} s more, unless it is fixed.")]
    private partial void LogDamaged(string problem, int seconds);

    [LoggerMessage(EventIds.TrustedFileGone, LogLevel.Error, "{Problem} Nobody is trusted by it until it is fixed: callers who need it are answered with 503.")]
    private partial void LogDistrusted(string problem);
}
