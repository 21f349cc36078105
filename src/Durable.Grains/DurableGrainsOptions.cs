namespace Durable.Grains;

/// <summary>How a silo runs executions.</summary>
public sealed class DurableGrainsOptions
{
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

    /// <summary>Runs step bodies. Default: the thread pool.</summary>
    public TaskScheduler StepScheduler { get; set; } = TaskScheduler.Default;

    internal void Validate()
    {
        Require(LeaseDuration >= TimeSpan.FromSeconds(1) && LeaseDuration <= TimeSpan.FromHours(1), nameof(LeaseDuration), LeaseDuration);
        Require(
            WakeUpSweepInterval >= TimeSpan.FromSeconds(1) && WakeUpSweepInterval <= TimeSpan.FromHours(1),
            nameof(WakeUpSweepInterval),
            WakeUpSweepInterval);
    }

    private static void Require(bool condition, string option, TimeSpan value)
    {
        if (!condition)
        {
            throw new OrleansConfigurationException($"{nameof(DurableGrainsOptions)}.{option} is {value}; it must be 1 second to 1 hour.");
        }
    }
}
