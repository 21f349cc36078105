using System.Globalization;

namespace Durable.Silo.Hosting;

/// <summary>
/// Says at the start when the supervisor would kill the server before its stop is over: steps that were about to finish would run again.
/// </summary>
internal sealed partial class GraceCheck(ServerOptions options, ILoggerFactory loggers) : IHostedService
{
    private readonly ILogger _logger = loggers.CreateLogger(LogCategory.Name);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.GraceSeconds is { Length: > 0 } text)
        {
            if (!double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var grace))
            {
                LogUnreadable(text);
            }
            else if (grace <= options.ShutdownTimeout.TotalSeconds)
            {
                LogTooShort(grace, options.DrainTimeout.TotalSeconds, options.ShutdownTimeout.TotalSeconds);
            }
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(EventIds.GraceTooShort, LogLevel.Error,
        "The supervisor kills this server {Grace} s after SIGTERM (DURABLE_GRACE_SECONDS), and its stop may take {Shutdown} s: {Drain} s of drain (--drain-timeout) "
        + "and what follows. Lengthen the grace period beyond that, or drain for less.")]
    private partial void LogTooShort(double grace, double drain, double shutdown);

    [LoggerMessage(EventIds.GraceUnreadable, LogLevel.Error,
        "DURABLE_GRACE_SECONDS is '{Grace}', which is no number of seconds: set it to the time between SIGTERM and SIGKILL, or leave it out.")]
    private partial void LogUnreadable(string grace);
}
