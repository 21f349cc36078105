namespace Durable.WebConsole.Timeline;

/// <summary>How far an operation is.</summary>
internal enum RowState
{
    /// <summary>A step body or a child context runs, or is to run.</summary>
    Running,

    /// <summary>Waits for a time.</summary>
    Waiting,

    /// <summary>Waits for somebody outside: a callback or another execution.</summary>
    Outside,

    /// <summary>Pauses before its next attempt.</summary>
    Retrying,

    Succeeded,
    Failed,
    TimedOut,
    Stopped,
    Cancelled,
}
