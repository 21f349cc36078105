namespace Durable;

/// <summary>How executions are run and checkpointed. The same on every host; changing a value never harms running executions.</summary>
public sealed class DurableEngineOptions
{
    /// <summary>Most updates in one checkpoint; 1 to 10,000. Default: 250.</summary>
    public int MaxBatchOperations { get; set; } = 250;

    /// <summary>Most bytes of log in one checkpoint; a single larger update goes alone. At least 1 KiB. Default: 750 KiB.</summary>
    public int MaxBatchBytes { get; set; } = 750 * 1024;

    /// <summary>
    /// Longest that a checkpoint waits for the other branches that went on at the same moment, where branches have turns of their own. Default: 1 s.
    /// It is never used up unless a branch has lost its host; a lone branch does not wait.
    /// </summary>
    public TimeSpan MaxWaveDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// A suspended execution whose next due time is further away than this leaves memory and is replayed when it is due. Default: 60 s.
    /// One that waits for a callback or an invoke stays in memory this long first, because nobody knows when that will end.
    /// </summary>
    public TimeSpan HibernateAfter { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How long an update that nothing depends on, such as the start of a step, may stay unrecorded before it gets a checkpoint of its own.
    /// Default: 1 s. It decides how soon a long step shows in history.
    /// </summary>
    public TimeSpan MaxUnrecordedAge { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>First delay before a checkpoint, or the start of an invoked execution, is tried again after a transient failure; doubles each time. Default: 50 ms.</summary>
    public TimeSpan InitialStoreRetryDelay { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Longest delay between such tries. Default: 5 s.</summary>
    public TimeSpan MaxStoreRetryDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// From so many operations on in one run, a warning is logged, once an activation: each replay reads them all. At least 1. Default: 20,000.
    /// A function that goes on for ever keeps its runs short with <see cref="IDurableContext.ContinueAsNewAsync"/>.
    /// </summary>
    public int LargeLogOperations { get; set; } = 20_000;

    /// <summary>
    /// How many logs are read at a time for histories, and for callbacks of executions that are not in memory; others wait. A log that is read takes some
    /// 20 MiB of memory, and 600 bytes an event. 1 to 1,000; default: 4.
    /// </summary>
    public int MaxConcurrentLogReads { get; set; } = 4;

    /// <summary>
    /// What becomes of an execution whose code no longer fits its log, or cannot read its own stored data. A function may have its own
    /// (<see cref="DurableFunctionOptions.OnDivergence"/>). Default: <see cref="DivergenceBehavior.Park"/>.
    /// </summary>
    public DivergenceBehavior OnDivergence { get; set; } = DivergenceBehavior.Park;

    /// <summary>
    /// From so many invocations on that were lost in a row because their process died, and without any progress in between, an execution is parked:
    /// perhaps its code between steps kills the process. At least 0; 0 never parks. Default: 10. Where a step was under way each time, the step's
    /// <see cref="StepConfig.MaxLostAttempts"/> decides instead.
    /// </summary>
    public int MaxLostInvocations { get; set; } = 10;

    /// <summary>
    /// How long a turn of an execution may take before the host warns that its function blocks (<c>.Result</c>, <c>.Wait()</c>) and no longer waits
    /// for it when it shuts down. More than 0; default: 10 s. Hosts look twice in that time.
    /// </summary>
    public TimeSpan BlockedTurnAfter { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Where jitter comes from, 0 to less than 1; a simulation takes it from its seed.</summary>
    internal Func<double> Jitter { get; set; } = Random.Shared.NextDouble;

    /// <summary>How long to wait before something outside is retried. With jitter: many executions meet the same outage.</summary>
    internal Backoff StoreRetry => new(InitialStoreRetryDelay, MaxStoreRetryDelay, Jitter: Jitter);
}
