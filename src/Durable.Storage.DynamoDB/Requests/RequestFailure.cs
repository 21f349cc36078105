using System.Net;
using System.Net.Sockets;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;

namespace Durable.Storage.Requests;

/// <summary>What a failed request means.</summary>
/// <param name="Kind">What is known about its effect.</param>
/// <param name="ThrottleReason">Why DynamoDB wants less; null if it was not that.</param>
internal readonly record struct RequestFailure(StoreFailure Kind, string? ThrottleReason = null)
{
    public static RequestFailure Of(Exception exception) => exception switch
    {
        AmazonServiceException service => Of(service),

        // Nobody listened: nothing was sent.
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => new(StoreFailure.Transient),
        _ when SocketErrorOf(exception) is SocketError.ConnectionRefused or SocketError.HostNotFound or SocketError.HostUnreachable
            or SocketError.NetworkUnreachable or SocketError.TryAgain => new(StoreFailure.Transient),

        // The SDK found no credentials or no region.
        AmazonClientException { InnerException: null } => new(StoreFailure.Fatal),
        FormatException or ArgumentException => new(StoreFailure.Fatal),
        _ => new(StoreFailure.UnknownOutcome),
    };

    private static RequestFailure Of(AmazonServiceException exception) => exception switch
    {
        ProvisionedThroughputExceededException or RequestLimitExceededException => new(StoreFailure.Transient, exception.ErrorCode),
        LimitExceededException => new(StoreFailure.Transient),
        ResourceNotFoundException or ItemCollectionSizeLimitExceededException => new(StoreFailure.Fatal),
        InternalServerErrorException => new(StoreFailure.UnknownOutcome),
        _ => exception.ErrorCode switch
        {
            "ThrottlingException" or "Throttling" or "RequestLimitExceeded" or "ProvisionedThroughputExceededException" =>
                new(StoreFailure.Transient, exception.ErrorCode),

            // Credentials are renewed, clocks corrected, tables and keys become ready; all of that was refused before anything was done.
            "ExpiredTokenException" or "ExpiredToken" or "RequestExpired" or "InvalidSignatureException" or "KMSThrottlingException"
                or "ResourceInUseException" => new(StoreFailure.Transient),
            _ when exception.StatusCode is HttpStatusCode.TooManyRequests => new(StoreFailure.Transient, "TooManyRequests"),
            _ when (int)exception.StatusCode is >= 400 and < 500 => new(StoreFailure.Fatal),
            _ => new(SocketErrorOf(exception) == SocketError.ConnectionRefused ? StoreFailure.Transient : StoreFailure.UnknownOutcome),
        },
    };

    private static SocketError? SocketErrorOf(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is SocketException socket)
            {
                return socket.SocketErrorCode;
            }
        }

        return null;
    }
}
