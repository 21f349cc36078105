using Durable.CommandLine.Api;
using Durable.Model;
using Durable.Wire;
using Microsoft.Extensions.Hosting;

namespace Durable.CommandLine.Cluster;

/// <summary>A cluster's grains. Answers are made as the server makes them.</summary>
internal sealed class ClusterApi(IHost connection, IDurableClient client, ClusterAddress address) : IDurableApi
{
    public Task<StartedExecution> StartAsync(string function, StartOptions options, string? input, CancellationToken cancellationToken)
    {
        RequireFunctionName(function);
        return AskAsync(
            async () =>
            {
                var handle = await client.StartWithPayloadAsync(function, input, options, cancellationToken);
                return new StartedExecution(handle.Arn!, handle.FunctionVersion);
            },
            cancellationToken);
    }

    public Task<ApiAnswer> GetResultAsync(string execution, int waitSeconds, CancellationToken cancellationToken) => AskAsync(
        async () =>
        {
            var id = await ResolveAsync(execution, cancellationToken);
            return ApiAnswer.Of(ExecutionAnswer.Of(await WaitAsync(id, TimeSpan.FromSeconds(waitSeconds), cancellationToken)));
        },
        cancellationToken);

    public Task<ApiAnswer> DescribeAsync(string execution, bool includeData, CancellationToken cancellationToken) => AskAsync(
        async () =>
        {
            var id = await ResolveAsync(execution, cancellationToken);
            return ApiAnswer.Of(ExecutionAnswer.Of(await client.DescribeAsync(id, includeData, cancellationToken)));
        },
        cancellationToken);

    public Task<ApiAnswer> GetHistoryAsync(string execution, bool includeData, bool reverse, int pageSize, string? marker, CancellationToken cancellationToken)
    {
        var query = new HistoryQuery
        {
            IncludeExecutionData = includeData,
            ReverseOrder = reverse,
            PageSize = pageSize,
            Marker = marker,
        };
        return AskAsync(
            async () =>
            {
                var page = await PageAsync(client.GetHistoryAsync(await ResolveAsync(execution, cancellationToken), query, cancellationToken), marker);
                return ApiAnswer.Of(new HistoryAnswer(page.Events, page.NextMarker));
            },
            cancellationToken);
    }

    public Task<ApiAnswer> ListAsync(ListRequest list, CancellationToken cancellationToken)
    {
        var query = Query(list);
        return AskAsync(
            async () =>
            {
                var page = await PageAsync(client.ListAsync(query, cancellationToken), list.Marker);
                return ApiAnswer.Of(new ListAnswer([.. page.Executions.Select(ListedExecutionAnswer.Of)], page.NextMarker));
            },
            cancellationToken);
    }

    public Task<ApiAnswer> SumUsageAsync(ListRequest list, CancellationToken cancellationToken)
    {
        var query = Query(list);
        return AskAsync(
            async () => ApiAnswer.Of(UsageAnswer.Of(await PageAsync(client.SumUsageAsync(query, cancellationToken), list.Marker))),
            cancellationToken);
    }

    public Task<ApiAnswer> StopAsync(string execution, string? reason, CancellationToken cancellationToken) => AskAsync(
        async () =>
        {
            var error = reason is null ? null : new ErrorObject { ErrorMessage = reason };
            return ApiAnswer.Of(new StopAnswer(await client.StopAsync(await ResolveAsync(execution, cancellationToken), error, cancellationToken)));
        },
        cancellationToken);

    public Task<ApiAnswer> ResumeAsync(string execution, CancellationToken cancellationToken) => AskAsync(
        async () =>
        {
            var id = await ResolveAsync(execution, cancellationToken);
            await client.ResumeAsync(id, cancellationToken);
            var resumed = await client.DescribeAsync(id, includeData: false, cancellationToken);
            return ApiAnswer.Of(new ResumeAnswer(resumed.Arn, WireNames.Of(resumed.Status)));
        },
        cancellationToken);

    public Task<ApiAnswer> SucceedCallbackAsync(string callbackId, string? result, CancellationToken cancellationToken) =>
        NotifyCompletedAsync(() => client.SendCallbackSuccessWithPayloadAsync(callbackId, result, cancellationToken));

    public Task<ApiAnswer> FailCallbackAsync(string callbackId, ErrorObject error, CancellationToken cancellationToken) =>
        NotifyCompletedAsync(() => client.SendCallbackFailureAsync(callbackId, error, cancellationToken));

    public Task<ApiAnswer> HeartbeatCallbackAsync(string callbackId, CancellationToken cancellationToken) =>
        NotifyCompletedAsync(() => client.SendCallbackHeartbeatAsync(callbackId, cancellationToken));

    public async ValueTask DisposeAsync()
    {
        await connection.StopAsync(CancellationToken.None);
        connection.Dispose();
    }

    private static ExecutionQuery Query(ListRequest list)
    {
        if (list.Function is not null)
        {
            RequireFunctionName(list.Function);
        }

        return new ExecutionQuery
        {
            FunctionName = list.Function,
            Statuses = [.. list.Statuses.Select(static name => WireNames.TryParse<ExecutionStatus>(name, out var status) ? status : default)],
            BusinessKey = list.BusinessKey,
            Tags = list.Tags,
            StartedAfter = list.StartedAfter,
            StartedBefore = list.StartedBefore,
            OldestFirst = list.OldestFirst,
            PageSize = list.Limit,
            Marker = list.Marker,
        };
    }

    private static void RequireFunctionName(string function)
    {
        if (!ExecutionId.IsValidFunctionName(function))
        {
            throw new CommandFailure(
                ExitCode.Usage, $"'{function}' does not name a function: use 1 to {ExecutionId.MaxFunctionNameLength} of the characters a-z, A-Z, 0-9, '-' and '_'.");
        }
    }

    // Everything else in a query has been checked by the command, so a refused argument can only be the marker.
    private static async Task<TPage> PageAsync<TPage>(Task<TPage> page, string? marker)
    {
        try
        {
            return await page;
        }
        catch (ArgumentException) when (marker is not null)
        {
            throw new CommandFailure(
                ExitCode.Usage, "The marker is not valid: use the one that the list before ended with and the same options, or start again without one.");
        }
    }

    private Task<ExecutionId> ResolveAsync(string execution, CancellationToken cancellationToken) =>
        ExecutionReference.TryParse(execution)?.ResolveAsync(client, cancellationToken)
        ?? throw new CommandFailure(ExitCode.Usage, $"'{execution}' does not name an execution: write FUNCTION/NAME, or the ARN of one.");

    private async Task<ExecutionDescription> WaitAsync(ExecutionId id, TimeSpan wait, CancellationToken cancellationToken)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        waiting.CancelAfter(wait);
        try
        {
            return await client.WaitForCompletionAsync(id, waiting.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return await client.DescribeAsync(id, includeData: true, cancellationToken);
        }
    }

    // Not made again here: to the callback that would be a second completion. The client itself does, and says that it is the same one.
    private async Task<ApiAnswer> NotifyCompletedAsync(Func<Task> call)
    {
        try
        {
            await call();
            return ApiAnswer.Of(new CallbackAnswer());
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw ClusterErrors.Of(exception, address);
        }
    }

    // One silo may be lost under a call, and the cluster still is there: every call may be made again.
    private async Task<T> AskAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            try
            {
                return await call();
            }
            catch (Exception exception) when (ClusterErrors.IsUnanswered(exception))
            {
                cancellationToken.ThrowIfCancellationRequested();
                return await call();
            }
        }
        catch (Exception exception) when (exception is not (CommandFailure or OperationCanceledException))
        {
            throw ClusterErrors.Of(exception, address);
        }
    }
}
