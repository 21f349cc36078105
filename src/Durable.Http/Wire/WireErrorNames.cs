namespace Durable.Http.Wire;

/// <summary>The error codes that the server sends and the client understands.</summary>
internal static class WireErrorNames
{
    public const string Validation = "ValidationException";
    public const string InvalidParameterValue = "InvalidParameterValueException";
    public const string InvalidRequestContent = "InvalidRequestContentException";
    public const string Serialization = "SerializationException";
    public const string CallbackTimeout = "CallbackTimeoutException";
    public const string ResourceNotFound = "ResourceNotFoundException";
    public const string UnknownOperation = "UnknownOperationException";
    public const string AlreadyStarted = "DurableExecutionAlreadyStartedException";
    public const string ResourceConflict = "ResourceConflictException";
    public const string RequestTooLarge = "RequestTooLargeException";
    public const string TooManyRequests = "TooManyRequestsException";
}
