namespace Durable.Core.Diagnostics;

/// <summary>
/// The id of every event that the engine and its hosts log: people filter and alert by them, so an id is never given twice and never given to
/// something else. The server has those below 1000, DynamoDB's store those from 4000, SQLite's those from 5000. A test holds the ranges.
/// </summary>
internal static class EventIds
{
    // 1000: an execution in its activation.
    public const int CheckpointRetried = 1000;
    public const int ActivationFaulted = 1002;
    public const int CancellationCallbackFailed = 1003;
    public const int LargeLog = 1004;
    public const int InvokeRetried = 1005;
    public const int AttemptFailed = 1006;
    public const int StepFailed = 1007;
    public const int ExecutionSucceeded = 1008;
    public const int ExecutionFailed = 1009;
    public const int ExecutionTimedOut = 1010;
    public const int ExecutionStopped = 1011;
    public const int ServicesNotDisposed = 1012;
    public const int LogAheadOfClock = 1013;
    public const int Diverges = 1014;
    public const int UnawaitedAtEnd = 1015;
    public const int LateActivity = 1016;

    // 1020: parking.
    public const int ExecutionParked = 1020;
    public const int ExecutionNotParked = 1021;
    public const int ParkingRetried = 1022;
    public const int ParkedExecutionStopped = 1023;

    // 1030: settlement.
    public const int SettlementRetried = 1030;
    public const int InvokedNotStarted = 1031;
    public const int NotSettled = 1032;

    // 1040: turns.
    public const int TurnBlocked = 1040;

    // 1050: an execution and its host.
    public const int StartRetried = 1050;
    public const int NotWoken = 1051;

    // 1060: telemetry.
    public const int TraceUnreadable = 1060;
    public const int StuckCountFailed = 1061;

    // 1100: operations.
    public const int BatchCancellationCallbackFailed = 1100;

    // 2000: the embedded host.
    public const int EmbeddedTakingUp = 2000;
    public const int EmbeddedListingFailed = 2001;
    public const int EmbeddedDrainIncomplete = 2003;
    public const int EmbeddedActivationFailed = 2005;
    public const int EmbeddedWakeUpSweepFailed = 2010;
    public const int EmbeddedRetentionSweepFailed = 2011;
    public const int EmbeddedSleepersNotRead = 2012;

    // 3000: the Orleans host.
    public const int SiloDrainIncomplete = 3001;
    public const int GrainWakeUpSweepFailed = 3010;
    public const int GrainWakeUpFailed = 3011;
    public const int ClusterDutiesFailed = 3012;
    public const int GrainRetentionSweepFailed = 3013;
}
