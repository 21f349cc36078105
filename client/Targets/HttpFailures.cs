using System.Net;
using Durable.CommandLine.Commands;
using Durable.Http.Wire;

namespace Durable.CommandLine.Targets;

/// <summary>What it means for the command that a call over HTTP failed.</summary>
internal static class HttpFailures
{
    public static CommandFailure Of(DurableHttpException failed, string address) => failed.Problem switch
    {
        DurableHttpProblem.Refused => OfRefusal(failed, address),
        DurableHttpProblem.Unreachable => new CommandFailure(
            ExitCode.Unreachable,
            $"Cannot reach the server at {address}: {failed.Detail}. Start it (dotnet run --project silo -c Release), or name another with --endpoint or {TargetOptions.EndpointVariable}.")
        {
            IsOutcomeUnknown = failed.IsOutcomeUnknown,
        },
        DurableHttpProblem.NotDurableServer => new CommandFailure(
            ExitCode.ServerError,
            $"What listens at {address} does not answer like an OrleansDurable server. Name the right address with --endpoint or {TargetOptions.EndpointVariable}."),
        DurableHttpProblem.AnswerTooLarge => new AnswerTooLarge(address),
        _ => Unreadable.Answer(),
    };

    private static CommandFailure OfRefusal(DurableHttpException failed, string address) => failed.Status switch
    {
        HttpStatusCode.Unauthorized => new CommandFailure(
            ExitCode.AccessDenied,
            $"The server at {address} does not know who calls: {failed.Detail} What the command sends is the key of --api-key-file or {KeyOptions.KeyVariable}."),
        HttpStatusCode.Forbidden => new CommandFailure(ExitCode.AccessDenied, failed.Detail),
        HttpStatusCode.NotFound when failed.ErrorType != WireErrorNames.UnknownOperation => new CommandFailure(ExitCode.NotFound, failed.Detail),
        HttpStatusCode.Conflict => new CommandFailure(ExitCode.Conflict, failed.Detail),
        HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge => new CommandFailure(ExitCode.Usage, failed.Detail),
        var status => new CommandFailure(ExitCode.ServerError, Invariant($"The server at {address} answered {(int?)status}: {failed.Detail}"))
        {
            IsOutcomeUnknown = failed.IsOutcomeUnknown,
        },
    };
}
