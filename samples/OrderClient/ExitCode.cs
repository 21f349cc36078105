namespace Durable.OrderClient;

/// <summary>How the program ends; the numbers are those of the command <c>durable</c>.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>The execution ended FAILED, TIMED_OUT or STOPPED. An order that was cancelled and undone succeeded.</summary>
    public const int ExecutionFailed = 1;

    public const int Usage = 2;

    /// <summary>The cluster has no such function, or no durable executions at all.</summary>
    public const int NotFound = 3;

    /// <summary>The name is taken by another order.</summary>
    public const int Conflict = 4;

    public const int Unreachable = 5;

    public const int ServerError = 7;

    public const int Interrupted = 130;
}
