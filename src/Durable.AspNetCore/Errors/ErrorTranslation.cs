namespace Durable.AspNetCore.Errors;

/// <summary>What an exception of the engine is called on the wire.</summary>
internal static class ErrorTranslation
{
    /// <summary>Translates an exception.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="requestId">Names the entry of the log.</param>
    /// <param name="maySeeData">Whether the caller may see data: why an execution cannot go on may quote what is stored of it.</param>
    public static WireException Translate(Exception exception, string requestId, bool maySeeData) => exception switch
    {
        WireException known => known,
        ExecutionNotFoundException or FunctionNotFoundException => As(WireErrorCode.ResourceNotFound, exception),
        ExecutionAlreadyStartedException => As(WireErrorCode.AlreadyStarted, exception),
        ExecutionParkedException parked when !maySeeData => new WireException(
            WireErrorCode.ResourceConflict,
            $"Execution '{parked.ExecutionId}' is parked. Callers who may see payloads are told why, and the server's log says it. Fix that and resume the execution, or stop it.",
            exception),
        ExecutionParkedException => As(WireErrorCode.ResourceConflict, exception),
        InvalidCallbackIdException => As(WireErrorCode.InvalidParameterValue, exception),
        CallbackClosedException => As(WireErrorCode.CallbackTimeout, exception),
        PayloadSerializationException => As(WireErrorCode.InvalidRequestContent, exception),
        DurableOverloadedException => As(WireErrorCode.TooManyRequests, exception),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => As(WireErrorCode.RequestTooLarge, exception),
        BadHttpRequestException => As(WireErrorCode.Validation, exception),
        DurableExecutionException when maySeeData => As(WireErrorCode.Service, exception),
        _ => new WireException(WireErrorCode.Service, $"The server could not answer; its log has the cause under request id {requestId}.", exception),
    };

    private static WireException As(WireErrorCode code, Exception exception) => new(code, exception.Message, exception);
}
