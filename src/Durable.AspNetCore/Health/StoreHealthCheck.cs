using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Durable.AspNetCore.Health;

/// <summary>
/// Whether the store can be read, for which an execution is asked for that does not exist; and written, as far as this process does that. Within
/// <see cref="s_validFor"/> of an answer the next caller gets the same one, so that probes cost the store next to nothing, however many there are.
/// </summary>
internal sealed partial class StoreHealthCheck(
    IDurableClient client, TimeProvider timeProvider, ILoggerFactory loggers, IHostHealth? host = null) : IHealthCheck
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_validFor = TimeSpan.FromSeconds(1);
    private static readonly ExecutionId s_nobody = new("durable-health-check", "none");

    private readonly ILogger _logger = loggers.CreateLogger(LogCategory.Name);
    private readonly Lock _lock = new();
    private Task<HealthCheckResult>? _probe;
    private long _probedAt;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        Task<HealthCheckResult> probe;
        lock (_lock)
        {
            if (_probe is null || (_probe.IsCompleted && timeProvider.GetElapsedTime(_probedAt) >= s_validFor))
            {
                _probedAt = timeProvider.GetTimestamp();
                _probe = ProbeAsync();
            }

            probe = _probe;
        }

        return probe.WaitAsync(cancellationToken);
    }

    private async Task<HealthCheckResult> ProbeAsync()
    {
        using var patience = new CancellationTokenSource(s_timeout, timeProvider);
        var what = "read";
        try
        {
            await ReadAsync(patience.Token);
            what = "written";
            await (host?.CheckWritesAsync(patience.Token) ?? Task.CompletedTask).WaitAsync(patience.Token);
            return HealthCheckResult.Healthy();
        }
        catch (Exception exception)
        {
            LogStoreFailed(exception, what);
            return HealthCheckResult.Unhealthy(
                exception is OperationCanceledException
                    ? Invariant($"The store has not answered within {s_timeout.TotalSeconds} s.")
                    : $"The store cannot be {what}: {exception.Message}",
                exception);
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            await client.DescribeAsync(s_nobody, includeData: false, cancellationToken).WaitAsync(cancellationToken);
        }
        catch (ExecutionNotFoundException)
        {
            // It was looked for.
        }
    }

    [LoggerMessage(EventIds.NotReady, LogLevel.Warning, "Not ready: the store cannot be {What}.")]
    private partial void LogStoreFailed(Exception exception, string what);
}
