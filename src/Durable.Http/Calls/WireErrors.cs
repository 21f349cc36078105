using System.Net;
using Durable.Http.Wire;

namespace Durable.Http.Calls;

/// <summary>The one place that knows which exception an error of the wire is: the same that other clients throw, where there is one.</summary>
internal static class WireErrors
{
    /// <summary>What an answer that is no success means.</summary>
    /// <param name="status">Its status.</param>
    /// <param name="body">Its body.</param>
    /// <param name="subject">What was asked.</param>
    /// <param name="endpoint">Who has answered.</param>
    public static Exception Of(HttpStatusCode status, ReadOnlyMemory<byte> body, CallSubject subject, Uri endpoint)
    {
        // What only an OrleansDurable server can mean is believed only of one: the same status of another would send the caller astray.
        var error = ServerError.TryParse(body);
        return error is { IsOurs: true } ? Of(status, error, subject) ?? DurableHttpException.Refused(endpoint, status, error)
            : error is not null && IsOverload(status) ? DurableHttpException.Refused(endpoint, status, error)
            : DurableHttpException.NotDurableServer(endpoint, status);
    }

    private static Exception? Of(HttpStatusCode status, ServerError error, CallSubject subject) => (error.Type, subject) switch
    {
        (WireErrorNames.ResourceNotFound, { StartedFunction: { } function }) => new FunctionNotFoundException(function, error.Message),
        (WireErrorNames.ResourceNotFound, { ListedFunction: { } function }) => new FunctionNotFoundException(function, error.Message),
        (WireErrorNames.ResourceNotFound, { Execution: { } id }) => new ExecutionNotFoundException(id),
        (WireErrorNames.AlreadyStarted, { Execution: { } id }) => new ExecutionAlreadyStartedException(id),
        (WireErrorNames.ResourceConflict, { Execution: { } id }) => new ExecutionParkedException(id, ReasonOfParking(id, error.Message)),
        (WireErrorNames.CallbackTimeout, { Callback: { } callback }) => new CallbackClosedException(callback.ToString(), ReasonOfClosing(error)),
        (WireErrorNames.InvalidParameterValue, { Callback: { } callback }) => new InvalidCallbackIdException(callback.ToString()),
        (WireErrorNames.InvalidParameterValue or WireErrorNames.Validation, _) => new ArgumentException(error.Message, paramName: null),
        (WireErrorNames.InvalidRequestContent or WireErrorNames.Serialization or WireErrorNames.RequestTooLarge, _) => new PayloadSerializationException(error.Message),
        (WireErrorNames.TooManyRequests, { StartedFunction: not null }) when status == HttpStatusCode.TooManyRequests => new DurableOverloadedException(error.Message),
        _ => null,
    };

    // Proxies in front of a server say these, too.
    private static bool IsOverload(HttpStatusCode status) => status is HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError;

    // The wire carries the exception's message. Each reason has one of its own.
    private static CallbackClosedReason ReasonOfClosing(ServerError error) =>
        Enum.TryParse<CallbackClosedReason>(error.Reason, out var told) && Enum.IsDefined(told) ? told
        : Enum.GetValues<CallbackClosedReason>().FirstOrDefault(reason => new CallbackClosedException("", reason).Message == error.Message);

    private static string? ReasonOfParking(ExecutionId id, string message)
    {
        const string Mark = "\n";
        var frame = new ExecutionParkedException(id, Mark).Message.Split(Mark);
        return message.Length >= frame[0].Length + frame[1].Length
            && message.StartsWith(frame[0], StringComparison.Ordinal) && message.EndsWith(frame[1], StringComparison.Ordinal)
            ? message[frame[0].Length..^frame[1].Length]
            : message;
    }
}
