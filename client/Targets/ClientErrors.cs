namespace Durable.CommandLine.Targets;

/// <summary>What the errors of every client mean for the command.</summary>
internal static class ClientErrors
{
    /// <summary>Null when it is another error.</summary>
    public static CommandFailure? Of(Exception exception) => exception switch
    {
        ExecutionNotFoundException or FunctionNotFoundException => new CommandFailure(ExitCode.NotFound, exception.Message),
        ExecutionAlreadyStartedException or ExecutionParkedException => new CommandFailure(ExitCode.Conflict, exception.Message),
        CallbackClosedException => new CommandFailure(ExitCode.CallbackClosed, exception.Message),
        InvalidCallbackIdException or PayloadSerializationException => new CommandFailure(ExitCode.Usage, exception.Message),
        _ => null,
    };
}
