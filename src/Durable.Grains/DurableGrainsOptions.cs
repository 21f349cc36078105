namespace Durable.Grains;

/// <summary>How a silo runs executions.</summary>
public sealed class DurableGrainsOptions
{
    /// <summary>
    /// Most executions that may run on one silo at once; suspended ones do not count. A start beyond it fails with
    /// <see cref="DurableOverloadedException"/>, and tried again it may find a silo that has room. Whatever has been started goes on in any
    /// case. At least 1; default 10,000.
    /// </summary>
    public int MaxRunningExecutions { get; set; } = 10_000;

    /// <summary>
    /// How long a running execution may go without a sign of life before another silo takes it over. Renewed at half time, riding with
    /// other checkpoints where it can. A shorter lease means faster recovery and more writes by executions that run long without a
    /// checkpoint. 1 s to 1 h; default 60 s.
    /// </summary>
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How often a shard of the wake-up index is read although nothing in it is known to be due. It bounds how late a lost silo's
    /// executions are noticed after their lease. 1 s to 1 h; default 30 s.
    /// </summary>
    public TimeSpan WakeUpSweepInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Longest that a silo which stops in good order waits for running step bodies. What has not finished then runs again on another silo
    /// once its lease has run out, as after a crash. Keep the host's own shutdown timeout (30 s by default) above it. 0 to 1 h; default 20 s.
    /// </summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How often one silo of the cluster deletes executions whose retention is over. 1 s to 1 day; default 1 h.</summary>
    public TimeSpan RetentionSweepInterval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Runs step bodies. Default: the thread pool.</summary>
    public TaskScheduler StepScheduler { get; set; } = TaskScheduler.Default;

    /// <summary>
    /// Whether a store of another service becomes this cluster's. A store of one process, such as SQLite, belongs to the service that opened
    /// it first, here <c>ClusterOptions.ServiceId</c>, and opens for no other one; its running executions go on with this silo's functions of
    /// the same names. Meant for one start, when a service is renamed. Default: false.
    /// </summary>
    public bool TakeOverStore { get; set; }
}
