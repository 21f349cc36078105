namespace Durable.AspNetCore.Errors;

/// <summary>An error code of the wire and the HTTP status that goes with it.</summary>
/// <param name="Name">The code.</param>
/// <param name="Status">The status.</param>
/// <param name="Reason">What tells apart errors with the same code.</param>
internal readonly record struct WireErrorCode(string Name, int Status, string? Reason = null)
{
    public static readonly WireErrorCode Validation = new("ValidationException", StatusCodes.Status400BadRequest);
    public static readonly WireErrorCode InvalidParameterValue = new("InvalidParameterValueException", StatusCodes.Status400BadRequest);
    public static readonly WireErrorCode InvalidRequestContent = new("InvalidRequestContentException", StatusCodes.Status400BadRequest);
    public static readonly WireErrorCode Serialization = new("SerializationException", StatusCodes.Status400BadRequest);
    public static readonly WireErrorCode CallbackTimeout = new("CallbackTimeoutException", StatusCodes.Status400BadRequest);
    public static readonly WireErrorCode Unauthorized = new("UnauthorizedException", StatusCodes.Status401Unauthorized);
    public static readonly WireErrorCode AccessDenied = new("AccessDeniedException", StatusCodes.Status403Forbidden);
    public static readonly WireErrorCode ResourceNotFound = new("ResourceNotFoundException", StatusCodes.Status404NotFound);
    public static readonly WireErrorCode UnknownOperation = new("UnknownOperationException", StatusCodes.Status404NotFound);
    public static readonly WireErrorCode MethodNotAllowed = new("UnknownOperationException", StatusCodes.Status405MethodNotAllowed);
    public static readonly WireErrorCode AlreadyStarted = new("DurableExecutionAlreadyStartedException", StatusCodes.Status409Conflict);
    public static readonly WireErrorCode ResourceConflict = new("ResourceConflictException", StatusCodes.Status409Conflict);
    public static readonly WireErrorCode RequestTooLarge = new("RequestTooLargeException", StatusCodes.Status413PayloadTooLarge);
    public static readonly WireErrorCode TooManyRequests =
        new("TooManyRequestsException", StatusCodes.Status429TooManyRequests, "ConcurrentInvocationLimitExceeded");
    public static readonly WireErrorCode RateExceeded =
        new("TooManyRequestsException", StatusCodes.Status429TooManyRequests, "CallerRateLimitExceeded");
    public static readonly WireErrorCode TooManyReads =
        new("TooManyRequestsException", StatusCodes.Status429TooManyRequests, "ConcurrentReadLimitExceeded");
    public static readonly WireErrorCode Service = new("ServiceException", StatusCodes.Status500InternalServerError);
    public static readonly WireErrorCode ServiceUnavailable = new("ServiceUnavailableException", StatusCodes.Status503ServiceUnavailable);

    /// <summary>Whether the caller can do something about it, rather than the service.</summary>
    public bool IsCallersFault => Status < StatusCodes.Status500InternalServerError;
}
