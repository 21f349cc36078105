using Durable.Model;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Durable.Grains;

/// <summary>The client on grain interfaces: in a silo, or in a client app that has no engine and no store.</summary>
internal sealed class GrainDurableClient(
    IGrainFactory grains,
    IOptions<DurableClientOptions> clientOptions,
    [FromKeyedServices(TimeProviderNames.Messaging)] TimeProvider timeProvider)
    : IDurableClient
{
    private static readonly TimeSpan s_poll = TimeSpan.FromSeconds(10);

    // A silo that is about to stop answers at once; it need not be asked more often than this.
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    private readonly ClusterCalls _calls = new(timeProvider);
    private readonly CallbackSender _callbacks = new(grains, timeProvider);
    private int _pendingStarts;

    public async Task<ExecutionHandle> StartAsync<TInput>(
        string functionName, TInput input, StartOptions? options = null, CancellationToken cancellationToken = default)
    {
        var id = NewId(functionName, options);
        return await StartAsync(id, Write(functionName, input, new SerializationContext(id, null), $"the input of function '{functionName}'"), options, cancellationToken);
    }

    public async Task<ExecutionHandle> StartWithPayloadAsync(
        string functionName, string? payload, StartOptions? options = null, CancellationToken cancellationToken = default) =>
        await StartAsync(NewId(functionName, options), payload, options, cancellationToken);

    public ExecutionHandle GetHandle(ExecutionId executionId) => new(this, executionId);

    public async Task<ExecutionDescription> WaitForCompletionAsync(ExecutionId executionId, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var asked = timeProvider.GetTimestamp();
            var reply = await _calls.RunAsync(() => Grain(executionId).WaitForEndAsync(s_poll, cancellationToken), cancellationToken);
            switch (reply.Status)
            {
                case EndStatus.Ended:
                    return reply.Description!;
                case EndStatus.NotFound:
                    throw new ExecutionNotFoundException(executionId);
            }

            if (timeProvider.GetElapsedTime(asked) < s_pause)
            {
                await Task.Delay(s_pause, timeProvider, cancellationToken);
            }
        }
    }

    public async Task<TResult> WaitForResultAsync<TResult>(ExecutionId executionId, CancellationToken cancellationToken = default)
    {
        var ended = await WaitForCompletionAsync(executionId, cancellationToken);
        if (ended.Status != ExecutionStatus.Succeeded)
        {
            throw new ExecutionFailedException(executionId, ended.Status, ended.Error);
        }

        try
        {
            return ended.Result is null
                ? default!
                : clientOptions.Value.SerializerOf(executionId.FunctionName).Deserialize<TResult>(ended.Result, new SerializationContext(executionId, null));
        }
        catch (Exception exception)
        {
            throw PayloadSerializationException.Of($"Cannot read the result of execution '{executionId}' as {typeof(TResult)}", exception);
        }
    }

    public async Task<ExecutionDescription> DescribeAsync(ExecutionId executionId, bool includeData = true, CancellationToken cancellationToken = default) =>
        await _calls.RunAsync(() => Grain(executionId).DescribeAsync(includeData), cancellationToken) ?? throw new ExecutionNotFoundException(executionId);

    public Task<ExecutionPage> ListAsync(ExecutionQuery query, CancellationToken cancellationToken = default) =>
        _calls.RunAsync(() => grains.GetGrain<IExecutionListGrain>(0).ListAsync(query), cancellationToken);

    public Task<UsagePage> SumUsageAsync(ExecutionQuery query, CancellationToken cancellationToken = default) =>
        _calls.RunAsync(() => grains.GetGrain<IExecutionListGrain>(0).SumUsageAsync(query), cancellationToken);

    public async Task<HistoryPage> GetHistoryAsync(ExecutionId executionId, HistoryQuery? query = null, CancellationToken cancellationToken = default) =>
        await _calls.RunAsync(() => Grain(executionId).GetHistoryAsync(query ?? new HistoryQuery()), cancellationToken)
        ?? throw new ExecutionNotFoundException(executionId);

    public async Task<DateTimeOffset> StopAsync(ExecutionId executionId, ErrorObject? error = null, CancellationToken cancellationToken = default) =>
        await _calls.RunAsync(() => Grain(executionId).StopAsync(error), cancellationToken) ?? throw new ExecutionNotFoundException(executionId);

    public async Task ResumeAsync(ExecutionId executionId, CancellationToken cancellationToken = default)
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

    public async Task SendCallbackSuccessAsync<TResult>(string callbackId, TResult result, CancellationToken cancellationToken = default)
    {
        var callback = CallbackReference.Parse(callbackId);
        var context = new SerializationContext(callback.ExecutionId, callback.OperationId);
        var payload = Write(callback.ExecutionId.FunctionName, result, context, "the result of a callback");
        await _callbacks.SendAsync(callback, CallbackRequestAction.Succeed, payload, null, cancellationToken);
    }

    public async Task SendCallbackSuccessWithPayloadAsync(string callbackId, string? payload, CancellationToken cancellationToken = default) =>
        await _callbacks.SendAsync(CallbackReference.Parse(callbackId), CallbackRequestAction.Succeed, payload, null, cancellationToken);

    public async Task SendCallbackFailureAsync(string callbackId, ErrorObject? error = null, CancellationToken cancellationToken = default) =>
        await _callbacks.SendAsync(CallbackReference.Parse(callbackId), CallbackRequestAction.Fail, null, error, cancellationToken);

    public async Task SendCallbackHeartbeatAsync(string callbackId, CancellationToken cancellationToken = default) =>
        await _callbacks.SendAsync(CallbackReference.Parse(callbackId), CallbackRequestAction.Heartbeat, null, null, cancellationToken);

    // Whatever a serializer throws, the app learns which payload it was.
    private string Write<T>(string functionName, T value, SerializationContext context, string what)
    {
        try
        {
            return clientOptions.Value.SerializerOf(functionName).Serialize(value, context);
        }
        catch (Exception exception)
        {
            throw PayloadSerializationException.Of($"Cannot write {what}, of type {typeof(T)}", exception);
        }
    }

    private static ExecutionId NewId(string functionName, StartOptions? options) => new(functionName, options?.Name ?? Guid.CreateVersion7().ToString());

    private IExecutionGrain Grain(ExecutionId id) => grains.GetGrain<IExecutionGrain>(id.ToString());

    private Task<ExecutionHandle> StartAsync(ExecutionId id, string? payload, StartOptions? options, CancellationToken cancellationToken)
    {
        if (options?.FindProblem() is { } problem)
        {
            throw new ArgumentException(problem, nameof(options));
        }

        var limit = clientOptions.Value.MaxPendingStarts;
        if (Interlocked.Increment(ref _pendingStarts) > limit)
        {
            Interlocked.Decrement(ref _pendingStarts);
            return Task.FromException<ExecutionHandle>(new DurableOverloadedException(
                Invariant($"{limit} starts of this client are under way. Nothing was started; try again later, or raise ")
                + $"{nameof(DurableClientOptions)}.{nameof(DurableClientOptions.MaxPendingStarts)} if the cluster has room."));
        }

        return SendStartAsync(id, payload, options, cancellationToken);
    }

    private async Task<ExecutionHandle> SendStartAsync(ExecutionId id, string? payload, StartOptions? options, CancellationToken cancellationToken)
    {
        try
        {
            var tags = options is { Tags.Count: > 0 } ? new Dictionary<string, string>(options.Tags) : null;
            var request = new StartRequest(payload, options?.BusinessKey, tags, IsNew: options?.Name is null);
            var sent = 0;
            var reply = await _calls.RunAsync(() => SendOnceAsync(id, request, isFirst: sent++ == 0), cancellationToken);
            return reply.Status switch
            {
                StartStatus.Started or StartStatus.Existing => new ExecutionHandle(this, id),
                StartStatus.Conflict => throw new ExecutionAlreadyStartedException(id),
                StartStatus.InvalidInput => throw new PayloadSerializationException(reply.Message!),
                StartStatus.Overloaded => throw new DurableOverloadedException(reply.Message!),
                _ => throw new FunctionNotFoundException(id.FunctionName, reply.Message!),
            };
        }
        finally
        {
            Interlocked.Decrement(ref _pendingStarts);
        }
    }

    // A start that is sent once more may have arrived the first time.
    private async Task<StartReply> SendOnceAsync(ExecutionId id, StartRequest request, bool isFirst)
    {
        try
        {
            return await Grain(id).StartAsync(isFirst ? request : request with { IsNew = false });
        }
        catch (GatewayTooBusyException) when (isFirst)
        {
            return new StartReply(StartStatus.Overloaded, "The silos shed load. Nothing was started; try again later.");
        }
    }
}
