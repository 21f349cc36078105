namespace Durable.Embedded;

/// <summary>How the embedded host runs executions.</summary>
public sealed class EmbeddedHostOptions
{
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
}
