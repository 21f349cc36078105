namespace Durable.CommandLine;

/// <summary>How a command ends. Part of the command line's contract: a number never changes its meaning.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>The execution that was waited for ended FAILED, TIMED_OUT or STOPPED.</summary>
    public const int ExecutionFailed = 1;

    /// <summary>The command was not understood, or the server refused what it says.</summary>
    public const int Usage = 2;

    /// <summary>No such execution or function.</summary>
    public const int NotFound = 3;

    /// <summary>
    /// The name is taken by an execution with another input; or the execution is parked and cannot go on, or has ended and cannot be resumed.
    /// </summary>
    public const int Conflict = 4;

    public const int Unreachable = 5;

    /// <summary>The execution was still running when the time to wait was up.</summary>
    public const int StillRunning = 6;

    /// <summary>The server failed, is overloaded, or is no OrleansDurable server.</summary>
    public const int ServerError = 7;

    /// <summary>The callback has been completed, has timed out, or is not known; or its execution has ended.</summary>
    public const int CallbackClosed = 8;

    /// <summary>The server wants a key and got none or a wrong one, or what the key may do does not cover the command.</summary>
    public const int AccessDenied = 9;

    /// <summary>Standard output takes nothing more: the disk is full, or the program at the other end of the pipe has ended.</summary>
    public const int OutputFailed = 10;

    /// <summary>The execution was started, as the command says, but its result cannot be read.</summary>
    public const int StartedWithoutResult = 11;

    /// <summary>A fault of this program.</summary>
    public const int Unexpected = 12;

    /// <summary>Ctrl+C, as shells have it.</summary>
    public const int Interrupted = 130;
}
