using Durable.Storage;

namespace Durable.Embedded;

/// <summary>How the embedded host runs executions.</summary>
public sealed class EmbeddedHostOptions
{
    // A timer of the system reaches 49 days; nothing here is for so long.
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(1);

    /// <summary>
    /// Most executions that may run at once; suspended ones do not count. A start beyond it waits, see <see cref="StartTimeout"/> and
    /// <see cref="MaxWaitingStarts"/>. Default: 10,000.
    /// </summary>
    public int MaxRunningExecutions { get; set; } = 10_000;

    /// <summary>
    /// Longest a start waits for a place before it fails with <see cref="DurableOverloadedException"/>. Default: 30 s.
    /// </summary>
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Most starts that may wait for a place. One beyond it fails at once with <see cref="DurableOverloadedException"/>, without a look into
    /// the store: refusing must cost next to nothing, or the host would do little else. Default: 10,000.
    /// </summary>
    public int MaxWaitingStarts { get; set; } = 10_000;

    /// <summary>
    /// Longest that shutdown waits for running step bodies. What has not finished then runs again after the next start, as after a crash.
    /// The host's own shutdown timeout holds too. Default: 20 s.
    /// </summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How often executions whose retention is over are deleted; the first time ten minutes after the start, or sooner. Default: 1 hour.</summary>
    public TimeSpan RetentionSweepInterval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Runs step bodies. Default: the thread pool.</summary>
    public TaskScheduler StepScheduler { get; set; } = TaskScheduler.Default;

    /// <summary>
    /// The service that this host is, in all its deployments, 1 to 150 printable characters. A store of one process, such as SQLite, belongs to
    /// the service that opened it first, and opens for no other one: a host takes up executions by the names of its functions, and would run
    /// its own code on another service's executions. Default: null, which means the host's application name
    /// (<c>IHostEnvironment.ApplicationName</c>), or else the name of the entry assembly.
    /// </summary>
    public string? ServiceId { get; set; }

    /// <summary>
    /// Whether a store of another service becomes this one's. Its running executions go on with this host's functions of the same names. Meant
    /// for one start, when a service is renamed. Default: false.
    /// </summary>
    public bool TakeOverStore { get; set; }

    internal void Validate()
    {
        Require(
            ServiceId is null || StoreOwner.IsValidServiceId(ServiceId),
            nameof(ServiceId),
            $"'{ServiceId}'",
            $"1 to {StoreOwner.MaxServiceIdLength} printable characters");
        Require(MaxRunningExecutions >= 1, nameof(MaxRunningExecutions), MaxRunningExecutions, "at least 1");
        Require(StartTimeout >= TimeSpan.Zero && StartTimeout <= s_longest, nameof(StartTimeout), StartTimeout, "0 to 1 day");
        Require(MaxWaitingStarts >= 0, nameof(MaxWaitingStarts), MaxWaitingStarts, "at least 0");
        Require(DrainTimeout >= TimeSpan.Zero && DrainTimeout <= s_longest, nameof(DrainTimeout), DrainTimeout, "0 to 1 day");
        Require(
            RetentionSweepInterval >= TimeSpan.FromSeconds(1) && RetentionSweepInterval <= s_longest,
            nameof(RetentionSweepInterval),
            RetentionSweepInterval,
            "1 s to 1 day");
    }

    private static void Require(bool condition, string option, object value, string range)
    {
        if (!condition)
        {
            throw new ArgumentException($"{nameof(EmbeddedHostOptions)}.{option} is {value}; it must be {range}.", option);
        }
    }
}
