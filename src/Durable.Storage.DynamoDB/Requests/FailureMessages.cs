using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;

namespace Durable.Storage.Requests;

/// <summary>Says what failed and what somebody can do about it.</summary>
/// <param name="tableName">The table.</param>
internal sealed class FailureMessages(string tableName)
{
    public CheckpointStoreException Translate(Exception exception, StoreFailure failure) =>
        exception as CheckpointStoreException
        ?? new CheckpointStoreException(failure, $"The checkpoint table '{tableName}' {Advice(exception, failure)} DynamoDB says: {exception.Message}", exception);

    private static string Advice(Exception exception, StoreFailure failure) => exception switch
    {
        ResourceNotFoundException =>
            "does not exist in this account and region, or lacks an index. Create it with 'durable storage init', or name another one.",
        AmazonServiceException { ErrorCode: "AccessDeniedException" } =>
            "may not be used like this. Give the process's role the run policy that 'durable storage init --print run-policy' shows.",
        AmazonServiceException { ErrorCode: "UnrecognizedClientException" or "InvalidClientTokenId" or "MissingAuthenticationToken" } =>
            "does not accept these credentials. Check the profile, the role or the environment variables that the process gets.",
        AmazonServiceException { ErrorCode: "ValidationException" } =>
            "refused a request as invalid, so repeating it cannot help. Check that the table has the keys and indexes that 'durable storage init --print' shows.",
        AmazonServiceException { ErrorCode: { } code } when code.StartsWith("KMS", StringComparison.Ordinal) =>
            "cannot use its encryption key. Enable the key, and allow the process's role to use it.",
        AmazonServiceException when failure == StoreFailure.Fatal => "refused a request.",
        AmazonClientException when failure == StoreFailure.Fatal =>
            "cannot be asked, because the AWS SDK lacks credentials or a region. Set a profile, a region, or the usual environment variables.",
        FormatException => "holds an item that is damaged or was not written by this library. Restore it from a backup, or delete it.",
        _ when failure == StoreFailure.UnknownOutcome => "did not answer; whether the request was carried out is unknown.",
        _ => "cannot be reached for now.",
    };
}
