using Durable.Http.Wire;

namespace Durable.AspNetCore.Errors;

/// <summary>An error code of the wire and the HTTP status that goes with it.</summary>
/// <param name="Name">The code.</param>
/// <param name="Status">The status.</param>
/// <param name="Reason">What tells apart errors with the same code.</param>
internal readonly record struct WireErrorCode(string Name, int Status, string? Reason = null)
{
    public static readonly WireErrorCode Validation = new(WireErrorNames.Validation, StatusCodes.Status400BadRequest);
    public static readonly WireErrorCode InvalidParameterValue = new(WireErrorNames.InvalidParameterValue, StatusCodes.Status400BadRequest);
    public static readonly WireErrorCode InvalidRequestContent = new(WireErrorNames.InvalidRequestContent, StatusCodes.Status400BadRequest);
    public static readonly WireErrorCode Serialization = new(WireErrorNames.Serialization, StatusCodes.Status400BadRequest);
    public static readonly WireErrorCode CallbackTimeout = new(WireErrorNames.CallbackTimeout, StatusCodes.Status400BadRequest);
    public static readonly WireErrorCode Unauthorized = new("UnauthorizedException", StatusCodes.Status401Unauthorized);
    public static readonly WireErrorCode AccessDenied = new("AccessDeniedException", StatusCodes.Status403Forbidden);
    public static readonly WireErrorCode ResourceNotFound = new(WireErrorNames.ResourceNotFound, StatusCodes.Status404NotFound);
    public static readonly WireErrorCode UnknownOperation = new(WireErrorNames.UnknownOperation, StatusCodes.Status404NotFound);
    public static readonly WireErrorCode MethodNotAllowed = new(WireErrorNames.UnknownOperation, StatusCodes.Status405MethodNotAllowed);
    public static readonly WireErrorCode AlreadyStarted = new(WireErrorNames.AlreadyStarted, StatusCodes.Status409Conflict);
    public static readonly WireErrorCode ResourceConflict = new(WireErrorNames.ResourceConflict, StatusCodes.Status409Conflict);
    public static readonly WireErrorCode RequestTooLarge = new(WireErrorNames.RequestTooLarge, StatusCodes.Status413PayloadTooLarge);
    public static readonly WireErrorCode TooManyRequests =
        new(WireErrorNames.TooManyRequests, StatusCodes.Status429TooManyRequests, "ConcurrentInvocationLimitExceeded");
    public static readonly WireErrorCode RateExceeded =
        new(WireErrorNames.TooManyRequests, StatusCodes.Status429TooManyRequests, "CallerRateLimitExceeded");
    public static readonly WireErrorCode TooManyReads =
        new(WireErrorNames.TooManyRequests, StatusCodes.Status429TooManyRequests, "ConcurrentReadLimitExceeded");
    public static readonly WireErrorCode Service = new("ServiceException", StatusCodes.Status500InternalServerError);
    public static readonly WireErrorCode ServiceUnavailable = new("ServiceUnavailableException", StatusCodes.Status503ServiceUnavailable);

    /// <summary>Whether the caller can do something about it, rather than the service.</summary>
    public bool IsCallersFault => Status < StatusCodes.Status500InternalServerError;
}
