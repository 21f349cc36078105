using Durable.AspNetCore.Access;
using Durable.AspNetCore.Answers;
using Durable.AspNetCore.Errors;
using Durable.AspNetCore.Requests;
using Durable.Http.Wire;

namespace Durable.AspNetCore.Endpoints;

/// <summary>Invoke: starts an execution, and waits for its end unless asked not to.</summary>
internal sealed class InvokeEndpoint(IDurableClient client, CallerRights rights, ReadGate gate, IHostApplicationLifetime lifetime)
{
    private const string FunctionErrorHeader = "X-Amz-Function-Error";

    // Below this, so many answers as there are connections take no memory worth a place.
    private const int LargeResult = 64 * 1024;

    public async Task InvokeAsync(HttpContext context)
    {
        var function = FunctionReference.Of(context);
        function.RequireLatest();
        var waits = IsSynchronous(context.Request);
        if (waits)
        {
            await rights.RequireDataAsync(context);
        }

        var options = Options(context.Request);
        var input = await FunctionInput.ReadAsync(context.Request);

        var handle = await StartAsync(context, function.Name, input, options);
        context.Response.Headers[WireHeaders.ExecutionArn] = handle.Arn;
        context.Response.Headers[WireHeaders.ExecutedVersion] = handle.FunctionVersion;
        if (waits)
        {
            await (await WaitAsync(handle, context.RequestAborted) is { } ended
                ? AnswerWithEndAsync(context, ended)
                : gate.RunResultAsync(context, async () => await AnswerWithEndAsync(context, await ReadAsync(handle, context.RequestAborted))));
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status202Accepted;
        }
    }

    private async Task<ExecutionHandle> StartAsync(HttpContext context, string functionName, string? input, StartOptions options)
    {
        using var trace = CallerTrace.Begin(context.Request);
        return await client.StartWithPayloadAsync(functionName, input, options, context.RequestAborted);
    }

    private static bool IsSynchronous(HttpRequest request) => request.Headers[WireHeaders.InvocationType].ToString() switch
    {
        "" or "RequestResponse" => true,
        "Event" => false,
        "DryRun" => throw new WireException(
            WireErrorCode.InvalidParameterValue, $"{WireHeaders.InvocationType} DryRun is not supported yet: use Event to start without waiting, or RequestResponse to wait."),
        var other => throw WireException.Constraint(other, "invocationType", "Member must satisfy enum value set: [Event, RequestResponse]"),
    };

    private static StartOptions Options(HttpRequest request)
    {
        var query = new QueryReader(request.Query);
        var options = new StartOptions { Name = ExecutionName(request), BusinessKey = query.Value("BusinessKey"), Tags = query.Tags("Tag") };
        return options.FindProblem() is { } problem ? throw new WireException(WireErrorCode.InvalidParameterValue, problem) : options;
    }

    private static string? ExecutionName(HttpRequest request) => request.Headers[WireHeaders.ExecutionName] switch
    {
        { Count: 0 } => null,
        var values when ExecutionId.IsValidName(values.ToString()) => values.ToString(),
        var values => throw WireException.Constraint(
            values.ToString(), "durableExecutionName", $"Member must be 1 to {ExecutionId.MaxNameLength} of a-z, A-Z, 0-9, '-' and '_'"),
    };

    // Null where the result is large: then it is not held while its answer waits for a place.
    private async Task<ExecutionDescription?> WaitAsync(ExecutionHandle handle, CancellationToken requestAborted)
    {
        // A server that is about to stop must not be held up by those who wait; the execution goes on when it is back.
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(requestAborted, lifetime.ApplicationStopping);
        try
        {
            var ended = await handle.WaitForCompletionAsync(waiting.Token);
            return ended.Result is { Length: > LargeResult } ? null : ended;
        }
        catch (OperationCanceledException exception) when (!requestAborted.IsCancellationRequested)
        {
            throw new WireException(
                WireErrorCode.ServiceUnavailable, $"The server is stopping. '{handle.Id}' was started and goes on when the server is back: ask for its result then.", exception);
        }
    }

    private async Task<ExecutionDescription> ReadAsync(ExecutionHandle handle, CancellationToken requestAborted) =>
        await client.DescribeAsync(handle.Id, includeData: true, requestAborted) is var ended && ended.Status != ExecutionStatus.Running
            ? ended
            : throw new ExecutionNotFoundException(handle.Id);

    private static Task AnswerWithEndAsync(HttpContext context, ExecutionDescription execution)
    {
        if (execution.Status == ExecutionStatus.Succeeded)
        {
            return WireJson.WriteVerbatimAsync(context, execution.Result ?? "null");
        }

        context.Response.Headers[FunctionErrorHeader] = "Unhandled";
        return WireJson.WriteAsync(context, FunctionErrorAnswer.Of(execution));
    }
}
