using Durable.Core.Codecs;
using Durable.Core.Queries;
using Durable.Core.Residence;
using Durable.Diagnostics;
using Durable.Model;
using Durable.Storage;

namespace Durable.Embedded;

/// <summary>The client of the host in the same process.</summary>
internal sealed class EmbeddedDurableClient : DurableClient, IExecutionNewsSource
{
    // Of one that sleeps the store is asked as often.
    private static readonly TimeSpan s_longestWait = TimeSpan.FromMinutes(1);

    private readonly EmbeddedExecutions _executions;
    private readonly Recovery _recovery;
    private readonly DurableFunctionRegistry _functions;
    private readonly ExecutionQueries _queries;
    private readonly ExecutionStore _store;
    private readonly TimeProvider _timeProvider;
    private readonly ExecutionWatches _watches;

    public EmbeddedDurableClient(
        EmbeddedExecutions executions, Recovery recovery, DurableFunctionRegistry functions, ExecutionQueries queries, ExecutionStore store, TimeProvider timeProvider)
    {
        _executions = executions;
        _recovery = recovery;
        _functions = functions;
        _queries = queries;
        _store = store;
        _timeProvider = timeProvider;
        _watches = new ExecutionWatches(this, timeProvider);
    }

    public override async Task<ExecutionDescription> WaitForCompletionAsync(ExecutionId executionId, CancellationToken cancellationToken = default) =>
        ExecutionQueries.DescribeEnd(await WaitForEndAsync(executionId, cancellationToken));

    public override Task<ExecutionDescription> DescribeAsync(ExecutionId executionId, bool includeData = true, CancellationToken cancellationToken = default) =>
        _queries.DescribeAsync(executionId, _executions.Find(executionId)?.Resident.Current, includeData, cancellationToken);

    public override IAsyncEnumerable<ExecutionDescription> WatchAsync(ExecutionId executionId, CancellationToken cancellationToken = default) =>
        _watches.WatchAsync(executionId, cancellationToken);

    public override Task<ExecutionPage> ListAsync(ExecutionQuery query, CancellationToken cancellationToken = default) =>
        _queries.ListAsync(query, cancellationToken);

    public override Task<UsagePage> SumUsageAsync(ExecutionQuery query, CancellationToken cancellationToken = default) =>
        _queries.SumUsageAsync(query, cancellationToken);

    public override async Task ResumeAsync(ExecutionId executionId, CancellationToken cancellationToken = default)
    {
        if (!await _executions.AskAsync(executionId, static resident => resident.ResumeAsync(), cancellationToken))
        {
            throw new ExecutionNotFoundException(executionId);
        }
    }

    Task<ExecutionDescription> IExecutionNewsSource.DescribeAsync(ExecutionId executionId, CancellationToken cancellationToken) =>
        DescribeAsync(executionId, includeData: false, cancellationToken);

    async Task<ExecutionNews> IExecutionNewsSource.WaitForNewsAsync(ExecutionId executionId, long version, CancellationToken cancellationToken)
    {
        var news = await _executions.AskAsync(
            executionId, resident => resident.WatchAsync(version, s_longestWait, _timeProvider, cancellationToken), cancellationToken);
        return new ExecutionNews(news.Head is { } head ? _queries.DescribeResident(head, news.Open) : null, news.HasMoved);
    }

    private protected override IPayloadSerializer SerializerOf(string functionName) => _functions.SerializerOf(functionName);

    // Refusing must cost next to nothing, or the host would do little else.
    private protected override void RequireStartable(ExecutionId id)
    {
        _functions.Get(id.FunctionName);
        if (_executions.Refuses(id))
        {
            throw _executions.Refuse(id);
        }
    }

    private protected override async Task<StartAnswer> BeginAsync(ExecutionId id, string? payload, StartOptions? options, CancellationToken cancellationToken)
    {
        var start = ExecutionStart.ByClient(id, payload, options) with { IsNew = options?.Name is null, Trace = AmbientTrace.Capture() };
        var (head, _) = await _executions.AskAsync(id, resident => resident.StartAsync(start, cancellationToken), cancellationToken);
        return new StartAnswer(head.Arn, head.FunctionVersion);
    }

    private protected override Task<HistoryPage> ReadHistoryAsync(ExecutionId executionId, HistoryQuery query, CancellationToken cancellationToken) =>
        _queries.GetHistoryAsync(executionId, query, cancellationToken);

    private protected override Task<DateTimeOffset?> TryStopAsync(ExecutionId executionId, ErrorObject? error, CancellationToken cancellationToken) =>
        _executions.AskAsync(executionId, resident => resident.StopAsync(error), cancellationToken);

    private protected override async Task<CallbackReply> AskCallbackAsync(ExecutionId executionId, CallbackRequest request, CancellationToken cancellationToken)
    {
        var outcome = CallbackOutcome.Retry;
        for (var failures = 0; outcome == CallbackOutcome.Retry; failures++)
        {
            if (failures > 1)
            {
                // Not the end of an activation that was just leaving: its successor was given up, too.
                await Task.Delay(ExecutionRetry.Backoff.After(failures - 1), _timeProvider, cancellationToken);
            }

            outcome = await _executions.AskAsync(executionId, resident => resident.AnswerAsync(request), cancellationToken);
        }

        return new CallbackReply(outcome);
    }

    private async Task<ExecutionHead> WaitForEndAsync(ExecutionId id, CancellationToken cancellationToken)
    {
        using var subscription = _executions.Completions.Subscribe(id);

        // Subscribed first: an execution that is in memory now, or not yet ended in the _store, will be announced. While the last process's
        // executions are being taken up, a late write of that process may still end one of them unnoticed.
        var isRecovered = false;
        while (!isRecovered && !await IsHereAsync(id, cancellationToken))
        {
            isRecovered = _recovery.WhenTakenUpAsync().IsCompleted;
            var (found, _) = await _store.ReadReadableAsync(id, includeData: true, cancellationToken);
            var head = found ?? throw new ExecutionNotFoundException(id);
            if (head.Status != ExecutionStatus.Running)
            {
                return head;
            }

            await _recovery.WhenTakenUpAsync().WaitAsync(cancellationToken);
        }

        return await subscription.Ended.WaitAsync(cancellationToken);
    }

    // Whether the execution is in memory, now that whoever is about to bring it there has done so.
    private async Task<bool> IsHereAsync(ExecutionId id, CancellationToken cancellationToken) => _executions.Find(id) is { } residence
        && (residence.Resident.Current is not null
            || (residence.TryEnter() && await residence.AskAndExitAsync(static resident => resident.IsHereAsync()).WaitAsync(cancellationToken)));
}
