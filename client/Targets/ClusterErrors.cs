namespace Durable.CommandLine.Targets;

/// <summary>What a failed call means for the command. The exit codes are those that the same failure has over HTTP.</summary>
internal static class ClusterErrors
{
    public static CommandFailure Of(Exception exception, ClusterAddress address) => ClientErrors.Of(exception) ?? exception switch
    {
        _ when IsUnanswered(exception) => Unreachable(address, exception, isOutcomeUnknown: true),

        // The client looks grain interfaces up in what the silos say that they implement.
        ArgumentException when exception.Message.StartsWith("Could not find an implementation", StringComparison.Ordinal) => new CommandFailure(
            ExitCode.ServerError, $"The cluster at {address} runs no durable executions: call AddDurableExecutions on its silos."),

        // Everything else has been checked by the command, so a refused argument can only be the marker.
        ArgumentException => new CommandFailure(
            ExitCode.Usage, "The marker is not valid: use the one that the list before ended with and the same options, or start again without one."),
        _ => new CommandFailure(ExitCode.ServerError, $"The cluster at {address} failed: {exception.Message}") { IsOutcomeUnknown = true },
    };

    public static CommandFailure Unreachable(ClusterAddress address, Exception exception, bool isOutcomeUnknown = false) => new(
        ExitCode.Unreachable,
        $"Cannot reach the cluster '{address.ClusterId}' at {address}: {Innermost(exception).Message.TrimEnd('.')}. Make sure that a silo runs, and that --orleans and --cluster-id are its own.")
    {
        IsOutcomeUnknown = isOutcomeUnknown,
    };

    /// <summary>A silo was lost, is leaving or has too much to do. What became of the call is unknown, and it may be made again.</summary>
    public static bool IsUnanswered(Exception exception) => exception is TimeoutException or OrleansException;

    private static Exception Innermost(Exception exception) => exception.InnerException is { } inner ? Innermost(inner) : exception;
}
