namespace Durable.AspNetCore.Errors;

/// <summary>What an exception of the engine is called on the wire.</summary>
internal static class ErrorTranslation
{
    public static WireException Translate(Exception exception, string requestId) => exception switch
    {
        WireException known => known,
        ExecutionNotFoundException or FunctionNotFoundException => As(WireErrorCode.ResourceNotFound, exception),
        ExecutionAlreadyStartedException => As(WireErrorCode.AlreadyStarted, exception),
        ExecutionParkedException => As(WireErrorCode.ResourceConflict, exception),
        InvalidCallbackIdException => As(WireErrorCode.InvalidParameterValue, exception),
        CallbackClosedException => As(WireErrorCode.CallbackTimeout, exception),
        PayloadSerializationException => As(WireErrorCode.InvalidRequestContent, exception),
        DurableOverloadedException => As(WireErrorCode.TooManyRequests, exception),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => As(WireErrorCode.RequestTooLarge, exception),
        BadHttpRequestException => As(WireErrorCode.Validation, exception),
        DurableExecutionException => As(WireErrorCode.Service, exception),
        _ => new WireException(WireErrorCode.Service, $"The server could not answer; its log has the cause under request id {requestId}.", exception),
    };

    private static WireException As(WireErrorCode code, Exception exception) => new(code, exception.Message, exception);
}
