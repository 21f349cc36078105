using Durable.Core.Codecs;
using Durable.Core.Queries;
using Durable.Core.Residence;
using Durable.Diagnostics;
using Durable.Model;
using Durable.Storage;

namespace Durable.Embedded;

/// <summary>The client of the host in the same process.</summary>
internal sealed class EmbeddedDurableClient(
    EmbeddedExecutions executions, Recovery recovery, DurableFunctionRegistry functions, ExecutionQueries queries, ExecutionStore store, TimeProvider timeProvider)
    : HostDurableClient(timeProvider)
{
    // Of one that sleeps the store is asked as often.
    private static readonly TimeSpan s_longestWait = TimeSpan.FromMinutes(1);

    public override async Task<ExecutionDescription> WaitForCompletionAsync(ExecutionId executionId, CancellationToken cancellationToken = default)
    {
        using var subscription = executions.Completions.Subscribe(executionId);
        return ExecutionQueries.DescribeEnd(await WaitForEndAsync(executionId, subscription, cancellationToken));
    }

    public override Task<ExecutionDescription> DescribeAsync(ExecutionId executionId, bool includeData = true, CancellationToken cancellationToken = default) =>
        queries.DescribeAsync(executionId, executions.Find(executionId)?.Resident.Current, includeData, cancellationToken);

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

    internal override async Task<ExecutionNews> WaitForNewsAsync(ExecutionId executionId, long version, CancellationToken cancellationToken)
    {
        var news = await executions.AskAsync(
            executionId, resident => resident.WatchAsync(version, s_longestWait, TimeProvider, cancellationToken), cancellationToken);
        return new ExecutionNews(news.Head is { } head ? queries.DescribeResident(head, news.Open) : null, news.HasMoved);
    }

    private protected override IPayloadSerializer SerializerOf(string functionName) => functions.SerializerOf(functionName);

    // Refusing must cost next to nothing, or the host would do little else.
    private protected override void RequireStartable(ExecutionId id)
    {
        functions.Get(id.FunctionName);
        if (executions.Refuses(id))
        {
            throw executions.Refuse(id);
        }
    }

    private protected override async Task<StartAnswer> BeginAsync(ExecutionId id, string? payload, StartOptions? options, CancellationToken cancellationToken)
    {
        var start = ExecutionStart.ByClient(id, payload, options) with { IsNew = options?.Name is null, Trace = AmbientTrace.Capture() };
        var (head, _) = await executions.AskAsync(id, resident => resident.StartAsync(start, cancellationToken), cancellationToken);
        return new StartAnswer(head.Arn, head.FunctionVersion);
    }

    // What it starts may be over, and out of memory, before the start is answered: whoever listens from before on need not ask the store for it.
    private protected override async Task<ExecutionDescription> RunToEndAsync(
        ExecutionId id, string? payload, StartOptions? options, CancellationToken cancellationToken)
    {
        using var subscription = executions.Completions.Subscribe(id);
        await BeginAsync(id, payload, options, cancellationToken);
        return ExecutionQueries.DescribeEnd(
            subscription.Ended.IsCompletedSuccessfully ? await subscription.Ended : await WaitForEndAsync(id, subscription, cancellationToken));
    }

    private protected override Task<HistoryPage> ReadHistoryAsync(ExecutionId executionId, HistoryQuery query, CancellationToken cancellationToken) =>
        queries.GetHistoryAsync(executionId, query, cancellationToken);

    private protected override Task<DateTimeOffset?> TryStopAsync(ExecutionId executionId, ErrorObject? error, CancellationToken cancellationToken) =>
        executions.AskAsync(executionId, resident => resident.StopAsync(error), cancellationToken);

    private protected override async Task<CallbackReply> AskCallbackAsync(ExecutionId executionId, CallbackRequest request, CancellationToken cancellationToken)
    {
        var outcome = CallbackOutcome.Retry;
        for (var failures = 0; outcome == CallbackOutcome.Retry; failures++)
        {
            if (failures > 1)
            {
                // Not the end of an activation that was just leaving: its successor was given up, too.
                await Task.Delay(ExecutionRetry.Backoff.After(failures - 1), TimeProvider, cancellationToken);
            }

            outcome = await executions.AskAsync(executionId, resident => resident.AnswerAsync(request), cancellationToken);
        }

        return new CallbackReply(outcome);
    }

    private async Task<ExecutionHead> WaitForEndAsync(ExecutionId id, CompletionSignals.Subscription subscription, CancellationToken cancellationToken)
    {
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
