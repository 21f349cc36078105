using Durable.Core.Codecs;
using Durable.Core.Engine.Callbacks;
using Durable.Core.Log;
using Durable.Core.Queries;
using Durable.Core.Residence;
using Durable.Model;
using Durable.Storage;

namespace Durable.Embedded;

/// <summary>The client of the host in the same process.</summary>
internal sealed class EmbeddedDurableClient(
    EmbeddedExecutions executions, Recovery recovery, DurableFunctionRegistry functions, ExecutionQueries queries, ExecutionStore store, TimeProvider timeProvider)
    : DurableClient
{
    public override async Task<ExecutionDescription> WaitForCompletionAsync(ExecutionId executionId, CancellationToken cancellationToken = default) =>
        ExecutionQueries.Describe(await WaitForEndAsync(executionId, cancellationToken), includeData: true);

    public override Task<ExecutionDescription> DescribeAsync(ExecutionId executionId, bool includeData = true, CancellationToken cancellationToken = default) =>
        queries.DescribeAsync(executionId, includeData, cancellationToken);

    public override Task<ExecutionPage> ListAsync(ExecutionQuery query, CancellationToken cancellationToken = default) =>
        queries.ListAsync(query, cancellationToken);

    public override Task<UsagePage> SumUsageAsync(ExecutionQuery query, CancellationToken cancellationToken = default) =>
        queries.SumUsageAsync(query, cancellationToken);

    public override async Task ResumeAsync(ExecutionId executionId, CancellationToken cancellationToken = default)
    {
        if (!await executions.AskAsync(executionId, static resident => resident.ResumeAsync(), cancellationToken))
        {
            throw new ExecutionNotFoundException(executionId);
        }
    }

    protected override IPayloadSerializer SerializerOf(string functionName) => functions.SerializerOf(functionName);

    // Refusing must cost next to nothing, or the host would do little else.
    protected override void RequireStartable(ExecutionId id)
    {
        functions.Get(id.FunctionName);
        if (executions.Refuses(id))
        {
            throw executions.Overloaded();
        }
    }

    protected override Task BeginAsync(ExecutionId id, string? payload, StartOptions? options, CancellationToken cancellationToken)
    {
        var start = ExecutionStart.ByClient(id, payload, options) with { IsNew = options?.Name is null };
        return executions.AskAsync(id, resident => resident.StartAsync(start, cancellationToken), cancellationToken);
    }

    protected override Task<HistoryPage> ReadHistoryAsync(ExecutionId executionId, HistoryQuery query, CancellationToken cancellationToken) =>
        queries.GetHistoryAsync(executionId, query, cancellationToken);

    protected override Task<DateTimeOffset?> TryStopAsync(ExecutionId executionId, ErrorObject? error, CancellationToken cancellationToken) =>
        executions.AskAsync(executionId, resident => resident.StopAsync(error), cancellationToken);

    protected override Task CompleteAsync(CallbackReference callback, string? payload, CancellationToken cancellationToken) =>
        SendAsync(callback, CallbackAction.Succeed, payload, null, cancellationToken);

    protected override Task FailAsync(CallbackReference callback, ErrorObject? error, CancellationToken cancellationToken) =>
        SendAsync(callback, CallbackAction.Fail, null, error, cancellationToken);

    protected override Task HeartbeatAsync(CallbackReference callback, CancellationToken cancellationToken) =>
        SendAsync(callback, CallbackAction.Heartbeat, null, null, cancellationToken);

    private async Task SendAsync(
        CallbackReference callback, CallbackAction action, string? payload, ErrorObject? error, CancellationToken cancellationToken)
    {
        var call = new CallbackCall(callback.OperationId, callback.Key, action, Guid.NewGuid().ToString("N")) { Payload = payload, Error = error };
        var outcome = CallbackOutcome.Retry;
        for (var failures = 0; outcome == CallbackOutcome.Retry; failures++)
        {
            if (failures > 1)
            {
                // Not the end of an activation that was just leaving: its successor was given up, too.
                await Task.Delay(ExecutionRetry.Backoff.After(failures - 1), timeProvider, cancellationToken);
            }

            outcome = await executions.AskAsync(callback.ExecutionId, resident => resident.AnswerAsync(call), cancellationToken);
        }

        CallbackOutcomes.Require(outcome, callback.ToString());
    }

    private async Task<ExecutionHead> WaitForEndAsync(ExecutionId id, CancellationToken cancellationToken)
    {
        using var subscription = executions.Completions.Subscribe(id);

        // Subscribed first: an execution that is in memory now, or not yet ended in the store, will be announced. While the last process's
        // executions are being taken up, a late write of that process may still end one of them unnoticed.
        var isRecovered = false;
        while (!isRecovered && !await IsHereAsync(id, cancellationToken))
        {
            isRecovered = recovery.WhenTakenUpAsync().IsCompleted;
            var (found, _) = await store.ReadReadableAsync(id, includeData: true, cancellationToken);
            var head = found ?? throw new ExecutionNotFoundException(id);
            if (head.Status != ExecutionStatus.Running)
            {
                return head;
            }

            await recovery.WhenTakenUpAsync().WaitAsync(cancellationToken);
        }

        return await subscription.Ended.WaitAsync(cancellationToken);
    }

    // Whether the execution is in memory, now that whoever is about to bring it there has done so.
    private async Task<bool> IsHereAsync(ExecutionId id, CancellationToken cancellationToken) => executions.Find(id) is { } residence
        && (residence.Resident.Current is not null
            || (residence.TryEnter() && await residence.AskAndExitAsync(static resident => resident.IsHereAsync()).WaitAsync(cancellationToken)));
}
