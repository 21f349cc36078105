namespace Durable.WebConsole.Endpoints;

/// <summary>What errors of a client mean to somebody at a browser.</summary>
internal static class Refusal
{
    /// <summary>The refusal that an exception stands for; null when it is a fault that the host must hear of.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="maySeePayloads">Whether the caller may see data: why an execution does not go on may quote what is stored of it.</param>
    public static ConsoleRefusal? Of(Exception exception, bool maySeePayloads) => exception switch
    {
        ConsoleRefusal refusal => refusal,
        ExecutionNotFoundException or FunctionNotFoundException => As(StatusCodes.Status404NotFound, exception),
        ExecutionParkedException parked when !maySeePayloads => new ConsoleRefusal(
            StatusCodes.Status409Conflict, $"Execution '{parked.ExecutionId}' is parked. Those who may see payloads are told why. Fix that and resume the execution, or stop it.", exception),
        ExecutionAlreadyStartedException or ExecutionParkedException or CallbackClosedException => As(StatusCodes.Status409Conflict, exception),
        InvalidCallbackIdException or PayloadSerializationException or ArgumentException => As(StatusCodes.Status400BadRequest, exception),
        DurableOverloadedException => As(StatusCodes.Status503ServiceUnavailable, exception),
        DurableExecutionException when maySeePayloads => As(StatusCodes.Status409Conflict, exception),
        BadHttpRequestException bad => As(bad.StatusCode, exception),
        InvalidDataException => As(StatusCodes.Status413PayloadTooLarge, exception),
        _ => null,
    };

    private static ConsoleRefusal As(int status, Exception exception) => new(status, exception.Message, exception);
}
