namespace Durable.Silo.Hosting;

/// <summary>How the process ends. Part of the command line's contract: a number never changes its meaning.</summary>
internal static class ServerExitCode
{
    public const int Ok = 0;

    /// <summary>The demo failed, or something failed that has no code of its own.</summary>
    public const int Failed = 1;

    public const int InvalidOptions = 2;

    /// <summary>The port is in use, or may not be used.</summary>
    public const int PortUnavailable = 3;

    /// <summary>Another process has the database open.</summary>
    public const int DatabaseLocked = 4;

    /// <summary>The database is damaged, of a newer release, of another application, or cannot be written.</summary>
    public const int DatabaseUnusable = 5;

    /// <summary>The database cannot be reached.</summary>
    public const int DatabaseUnreachable = 6;

    /// <summary>Standard output takes nothing more: the disk is full, or the program at the other end of the pipe has ended.</summary>
    public const int OutputFailed = 7;

    /// <summary>The execution to stop is not there, or has ended.</summary>
    public const int NothingToStop = 8;

    /// <summary>The server that was asked is not ready, not alive, or does not answer.</summary>
    public const int Unhealthy = 9;
}
