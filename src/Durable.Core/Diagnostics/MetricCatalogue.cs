using static Durable.Core.Diagnostics.MetricDimensions;

namespace Durable.Core.Diagnostics;

/// <summary>Every metric of the engine: instruments are made from this table, and the documentation is.</summary>
internal static class MetricCatalogue
{
    // From a step of a millisecond to a checkpoint that waits for an outage.
    private static readonly double[] s_seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

    // From an execution of one step to one of a month.
    private static readonly double[] s_lifetimes = [0.01, 0.1, 1, 10, 60, 300, 1_800, 3_600, 21_600, 86_400, 604_800, 2_592_000];

    private static readonly double[] s_counts = [1, 2, 5, 10, 20, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 50_000];

    private static readonly double[] s_bytes = [128, 256, 512, 1_024, 2_048, 4_096, 8_192, 16_384, 65_536, 262_144, 1_048_576];

    public static MetricDefinition ExecutionStarted { get; } = new(
        "durable.execution.started", MetricKind.Counter, "{execution}", [Function, Origin], "Executions created, by whom: client, invoke.");

    public static MetricDefinition ExecutionEnded { get; } = new(
        "durable.execution.ended", MetricKind.Counter, "{execution}", [Function, Status], "Executions ended: succeeded, failed, timed_out, stopped.");

    public static MetricDefinition ExecutionDuration { get; } = new(
        "durable.execution.duration", MetricKind.Histogram, "s", [Function, Status], "From the start of an execution, in its first run, to its end.")
    {
        Buckets = s_lifetimes,
    };

    public static MetricDefinition ExecutionActive { get; } = new(
        "durable.execution.active", MetricKind.UpDownCounter, "{execution}", [Function, State], "Executions in the memory of this process: running, suspended.");

    public static MetricDefinition ExecutionParked { get; } = new(
        "durable.execution.parked",
        MetricKind.Counter,
        "{execution}",
        [Function, Reason],
        "Executions parked until a person helps, because of: function_missing, invocations_lost, nondeterminism, payload, store.");

    public static MetricDefinition ExecutionStuck { get; } = new(
        "durable.execution.stuck",
        MetricKind.Gauge,
        "{execution}",
        [Function, Reason],
        "Running executions of the store that do not go on as they should: parked, overdue, long_step, failing, open_callback. With StuckCountInterval, from the process that counts.");

    public static MetricDefinition StartLatency { get; } = new(
        "durable.start.latency", MetricKind.Histogram, "s", [Function], "From the creation of an execution to its first turn.")
    {
        Buckets = s_seconds,
    };

    public static MetricDefinition WakeLateness { get; } = new(
        "durable.wake.lateness", MetricKind.Histogram, "s", [], "How late a wait has elapsed.")
    {
        Buckets = s_seconds,
    };

    public static MetricDefinition InvocationDuration { get; } = new(
        "durable.invocation.duration",
        MetricKind.Histogram,
        "s",
        [Function, Status],
        "From when a function goes on until it only waits: suspended, succeeded, failed, timed_out, stopped, continued, drained, parked, lost.")
    {
        Buckets = s_seconds,
    };

    public static MetricDefinition ReplayDuration { get; } = new(
        "durable.replay.duration", MetricKind.Histogram, "s", [Function, Reason], "Reading the log of an execution that comes into memory for: wake, recovery, request.")
    {
        Buckets = s_seconds,
    };

    public static MetricDefinition ReplayOperations { get; } = new(
        "durable.replay.operations", MetricKind.Histogram, "{operation}", [Function, Reason], "Operations in that log.")
    {
        Buckets = s_counts,
    };

    public static MetricDefinition StepDuration { get; } = new(
        "durable.step.duration",
        MetricKind.Histogram,
        "s",
        [Function, Outcome, Step],
        "One attempt of a step, poll or submitter: succeeded, retried, failed, timed_out, cancelled. The name of the step only where MetricStepNames has it.")
    {
        Buckets = s_seconds,
    };

    public static MetricDefinition StepActive { get; } = new(
        "durable.step.active", MetricKind.UpDownCounter, "{step}", [Function], "Step bodies that run in this process.");

    public static MetricDefinition CallbackDuration { get; } = new(
        "durable.callback.duration", MetricKind.Histogram, "s", [Function, Outcome], "From the creation of a callback to its end: succeeded, failed, timed_out.")
    {
        Buckets = s_lifetimes,
    };

    public static MetricDefinition CheckpointDuration { get; } = new(
        "durable.checkpoint.duration",
        MetricKind.Histogram,
        "s",
        [Store, Outcome],
        "A checkpoint of the engine, repetitions included: committed, lost (another activation wrote), refused (by the store), unknown.")
    {
        Buckets = s_seconds,
    };

    public static MetricDefinition CheckpointRecords { get; } = new(
        "durable.checkpoint.records", MetricKind.Histogram, "{record}", [Store], "Records in a checkpoint.")
    {
        Buckets = s_counts,
    };

    public static MetricDefinition CheckpointBytes { get; } = new(
        "durable.checkpoint.bytes", MetricKind.Histogram, "By", [Store], "Bytes of records in a checkpoint.")
    {
        Buckets = s_bytes,
    };

    public static MetricDefinition CheckpointWaiters { get; } = new(
        "durable.checkpoint.waiters", MetricKind.Histogram, "{waiter}", [Store], "Branches that share a checkpoint for going on together.")
    {
        Buckets = s_counts,
    };

    public static MetricDefinition ActivationEnded { get; } = new(
        "durable.activation.ended",
        MetricKind.Counter,
        "{activation}",
        [Reason],
        "Executions that left memory: ended, continued, hibernated, overtaken (another activation wrote), faulted, parked, drained, abandoned.");

    public static MetricDefinition AdmissionRefused { get; } = new(
        "durable.admission.refused", MetricKind.Counter, "{execution}", [Function], "Starts refused because the host is full.");

    public static MetricDefinition AdmissionQueued { get; } = new(
        "durable.admission.queued", MetricKind.Gauge, "{execution}", [], "Starts that wait for a place in this process.");

    public static MetricDefinition DeterminismViolations { get; } = new(
        "durable.determinism.violations", MetricKind.Counter, "{violation}", [Function], "Executions whose code does not fit their log.");

    public static MetricDefinition RetentionDeleted { get; } = new(
        "durable.retention.deleted", MetricKind.Counter, "{execution}", [], "Executions deleted after their retention.");

    /// <summary>All of them, in the order of the documentation.</summary>
    public static IReadOnlyList<MetricDefinition> All { get; } =
    [
        ExecutionStarted,
        ExecutionEnded,
        ExecutionDuration,
        ExecutionActive,
        ExecutionParked,
        ExecutionStuck,
        StartLatency,
        WakeLateness,
        InvocationDuration,
        ReplayDuration,
        ReplayOperations,
        StepDuration,
        StepActive,
        CallbackDuration,
        CheckpointDuration,
        CheckpointRecords,
        CheckpointBytes,
        CheckpointWaiters,
        ActivationEnded,
        AdmissionRefused,
        AdmissionQueued,
        DeterminismViolations,
        RetentionDeleted,
    ];
}
