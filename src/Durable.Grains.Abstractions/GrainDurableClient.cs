using Durable.Diagnostics;
using Durable.Model;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Durable.Grains;

/// <summary>The client on grain interfaces: in a silo, or in a client app that has no engine and no store.</summary>
internal sealed class GrainDurableClient(
    IGrainFactory grains,
    IOptions<DurableClientOptions> clientOptions,
    [FromKeyedServices(TimeProviderNames.Messaging)] TimeProvider timeProvider)
    : HostDurableClient(timeProvider)
{
    private static readonly TimeSpan s_poll = TimeSpan.FromSeconds(10);

    // A silo that is about to stop answers at once, and an execution that leaves a silo is elsewhere in a moment: neither need be asked more often.
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    private readonly ClusterCalls _calls = new(timeProvider);
    private readonly GrainReferences<IExecutionGrain> _executions = new(grains);
    private int _pendingStarts;

    public override async Task<ExecutionDescription> WaitForCompletionAsync(ExecutionId executionId, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var asked = TimeProvider.GetTimestamp();
            var reply = await _calls.RunAsync(() => Grain(executionId).WaitForEndAsync(s_poll, cancellationToken), cancellationToken);
            switch (reply.Status)
            {
                case EndStatus.Ended:
                    return reply.Description!;
                case EndStatus.NotFound:
                    throw new ExecutionNotFoundException(executionId);
            }

            if (TimeProvider.GetElapsedTime(asked) < s_pause)
            {
                await Task.Delay(s_pause, TimeProvider, cancellationToken);
            }
        }
    }

    public override async Task<ExecutionDescription> DescribeAsync(ExecutionId executionId, bool includeData = true, CancellationToken cancellationToken = default) =>
        await _calls.RunAsync(() => Grain(executionId).DescribeAsync(includeData), cancellationToken) ?? throw new ExecutionNotFoundException(executionId);

    public override Task<ExecutionPage> ListAsync(ExecutionQuery query, CancellationToken cancellationToken = default) =>
        _calls.RunAsync(() => grains.GetGrain<IExecutionListGrain>(0).ListAsync(query), cancellationToken);

    public override Task<UsagePage> SumUsageAsync(ExecutionQuery query, CancellationToken cancellationToken = default) =>
        _calls.RunAsync(() => grains.GetGrain<IExecutionListGrain>(0).SumUsageAsync(query), cancellationToken);

    public override async Task ResumeAsync(ExecutionId executionId, CancellationToken cancellationToken = default)
    {
        var reply = await _calls.RunAsync(() => Grain(executionId).ResumeAsync(), cancellationToken);
        switch (reply.Status)
        {
            case ResumeStatus.NotFound:
                throw new ExecutionNotFoundException(executionId);
            case ResumeStatus.Parked:
                throw new ExecutionParkedException(executionId, reply.Reason);
        }
    }

    internal override async Task<ExecutionNews> WaitForNewsAsync(ExecutionId executionId, long version, CancellationToken cancellationToken)
    {
        var reply = await _calls.RunAsync(() => Grain(executionId).WatchAsync(version, s_poll, cancellationToken), cancellationToken);
        return new ExecutionNews(reply.Description, reply.HasMoved);
    }

    private protected override IPayloadSerializer SerializerOf(string functionName) => clientOptions.Value.SerializerOf(functionName);

    private protected override async Task<StartAnswer> BeginAsync(ExecutionId id, string? payload, StartOptions? options, CancellationToken cancellationToken)
    {
        var reply = await BeginAsync(id, payload, options, ride: TimeSpan.Zero, cancellationToken);
        return new StartAnswer(reply.Start.Arn, reply.Start.Version);
    }

    private protected override async Task<ExecutionDescription> RunToEndAsync(
        ExecutionId id, string? payload, StartOptions? options, CancellationToken cancellationToken)
    {
        var reply = await BeginAsync(id, payload, options, s_poll, cancellationToken);
        return reply.Ended ?? await WaitForCompletionAsync(id, cancellationToken);
    }

    private protected override async Task<HistoryPage> ReadHistoryAsync(ExecutionId executionId, HistoryQuery query, CancellationToken cancellationToken) =>
        await _calls.RunAsync(() => Grain(executionId).GetHistoryAsync(query), cancellationToken) ?? throw new ExecutionNotFoundException(executionId);

    private protected override Task<DateTimeOffset?> TryStopAsync(ExecutionId executionId, ErrorObject? error, CancellationToken cancellationToken) =>
        _calls.RunAsync(() => Grain(executionId).StopAsync(error), cancellationToken);

    private protected override async Task<CallbackReply> AskCallbackAsync(ExecutionId executionId, CallbackRequest request, CancellationToken cancellationToken)
    {
        var grain = Grain(executionId);
        var reply = await _calls.RunAsync(() => grain.AnswerCallbackAsync(request), cancellationToken);
        while (reply.Outcome == CallbackOutcome.Retry)
        {
            await Task.Delay(s_pause, TimeProvider, cancellationToken);
            reply = await _calls.RunAsync(() => grain.AnswerCallbackAsync(request), cancellationToken);
        }

        return reply;
    }

    private IExecutionGrain Grain(ExecutionId id) => _executions.Get(id.ToString());

    // How long the answer of a start may wait for the end of what it has started.
    private async Task<ExecuteReply> BeginAsync(ExecutionId id, string? payload, StartOptions? options, TimeSpan ride, CancellationToken cancellationToken)
    {
        var limit = clientOptions.Value.MaxPendingStarts;
        try
        {
            var pending = Interlocked.Increment(ref _pendingStarts);
            if (pending > limit)
            {
                throw new DurableOverloadedException(
                    Invariant($"{limit} starts of this client are under way. Nothing was started; try again later, or raise ")
                    + $"{nameof(DurableClientOptions)}.{nameof(DurableClientOptions.MaxPendingStarts)} if the cluster has room.");
            }

            var tags = options is { Tags.Count: > 0 } ? new Dictionary<string, string>(options.Tags) : null;
            var request = new StartRequest(payload, options?.BusinessKey, tags, IsNew: options?.Name is null, AmbientTrace.Capture());

            // A start that only waits for an end takes no place from one that is about to begin.
            var mayRide = pending <= limit / 2 ? ride : TimeSpan.Zero;
            var sent = 0;
            var reply = await _calls.RunAsync(() => SendOnceAsync(id, request, mayRide, isFirst: sent++ == 0), cancellationToken);
            return reply.Start.Status switch
            {
                StartStatus.Started or StartStatus.Existing => reply,
                StartStatus.Conflict => throw new ExecutionAlreadyStartedException(id),
                StartStatus.InvalidInput => throw new PayloadSerializationException(reply.Start.Message!),
                StartStatus.Overloaded => throw new DurableOverloadedException(reply.Start.Message!),
                _ => throw new FunctionNotFoundException(id.FunctionName, reply.Start.Message!),
            };
        }
        finally
        {
            Interlocked.Decrement(ref _pendingStarts);
        }
    }

    // A start that is sent once more may have arrived the first time.
    private async Task<ExecuteReply> SendOnceAsync(ExecutionId id, StartRequest request, TimeSpan ride, bool isFirst)
    {
        var once = isFirst ? request : request with { IsNew = false };
        try
        {
            return ride > TimeSpan.Zero ? await Grain(id).ExecuteAsync(once, ride) : new ExecuteReply(await Grain(id).StartAsync(once));
        }
        catch (GatewayTooBusyException) when (isFirst)
        {
            return new ExecuteReply(new StartReply(StartStatus.Overloaded, "The silos shed load. Nothing was started; try again later."));
        }
    }
}
