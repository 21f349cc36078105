using Durable.Core.Engine;
using Durable.Core.Engine.Callbacks;
using Durable.Core.Functions;
using Durable.Core.Log;
using Durable.Core.Queries;
using Durable.Core.Residence;
using Durable.Core.Serialization;
using Durable.Model;
using Durable.Storage;

namespace Durable.Embedded;

/// <summary>The client of the host in the same process.</summary>
internal sealed class EmbeddedDurableClient(
    EmbeddedRuntime runtime, DurableFunctionRegistry functions, ExecutionQueries queries, ExecutionServices services) : IDurableClient
{
    private readonly ExecutionStopper _stopper = new(runtime, services);
    private readonly CallbackSender _callbacks = new(runtime, services);

    public Task<ExecutionHandle> StartAsync<TInput>(
        string functionName, TInput input, StartOptions? options = null, CancellationToken cancellationToken = default)
    {
        try
        {
            var id = NewId(functionName, options);
            var function = functions.Get(functionName);
            if (runtime.Refuses(id))
            {
                return Task.FromException<ExecutionHandle>(runtime.Overloaded());
            }

            var payload = Payloads.Write(
                function.Serializer,
                input,
                new SerializationContext(id, null),
                DurableLimits.MaxExecutionPayloadBytes,
                $"the input of function '{functionName}'");
            return StartAsync(function, id, payload, options, cancellationToken);
        }
        catch (Exception exception)
        {
            // What is wrong with a start is told by its task, as by the client of a cluster.
            return Task.FromException<ExecutionHandle>(exception);
        }
    }

    public Task<ExecutionHandle> StartWithPayloadAsync(
        string functionName, string? payload, StartOptions? options = null, CancellationToken cancellationToken = default)
    {
        try
        {
            var id = NewId(functionName, options);
            var function = functions.Get(functionName);
            if (payload is not null && !Payloads.Fits(payload, DurableLimits.MaxExecutionPayloadBytes))
            {
                throw Payloads.TooLarge(payload, DurableLimits.MaxExecutionPayloadBytes, $"the input of function '{functionName}'");
            }

            return runtime.Refuses(id)
                ? Task.FromException<ExecutionHandle>(runtime.Overloaded())
                : StartAsync(function, id, payload, options, cancellationToken);
        }
        catch (Exception exception)
        {
            return Task.FromException<ExecutionHandle>(exception);
        }
    }

    public ExecutionHandle GetHandle(ExecutionId executionId) => new(this, executionId);

    public async Task<ExecutionDescription> WaitForCompletionAsync(ExecutionId executionId, CancellationToken cancellationToken = default) =>
        ExecutionQueries.Describe(await WaitForEndAsync(executionId, cancellationToken), includeData: true);

    public async Task<TResult> WaitForResultAsync<TResult>(ExecutionId executionId, CancellationToken cancellationToken = default)
    {
        var head = await WaitForEndAsync(executionId, cancellationToken);
        if (head.Status != ExecutionStatus.Succeeded)
        {
            throw new ExecutionFailedException(executionId, head.Status, head.Error);
        }

        return head.Result is null
            ? default!
            : Payloads.Read<TResult>(SerializerOf(executionId), head.Result, new SerializationContext(executionId, null), $"the result of execution '{executionId}'");
    }

    public Task<ExecutionDescription> DescribeAsync(ExecutionId executionId, bool includeData = true, CancellationToken cancellationToken = default) =>
        queries.DescribeAsync(executionId, includeData, cancellationToken);

    public Task<ExecutionPage> ListAsync(ExecutionQuery query, CancellationToken cancellationToken = default) =>
        queries.ListAsync(query, cancellationToken);

    public Task<UsagePage> SumUsageAsync(ExecutionQuery query, CancellationToken cancellationToken = default) =>
        queries.SumUsageAsync(query, cancellationToken);

    public Task<HistoryPage> GetHistoryAsync(ExecutionId executionId, HistoryQuery? query = null, CancellationToken cancellationToken = default) =>
        queries.GetHistoryAsync(executionId, query ?? new HistoryQuery(), cancellationToken);

    public async Task<DateTimeOffset> StopAsync(ExecutionId executionId, ErrorObject? error = null, CancellationToken cancellationToken = default)
    {
        if (await _stopper.StopAsync(executionId, error, cancellationToken) is { } endedAt)
        {
            return endedAt;
        }

        var head = await services.Store.ReadHeadAsync(executionId, includeData: false, cancellationToken) ?? throw new ExecutionNotFoundException(executionId);
        return head.EndedAt!.Value;
    }

    public async Task ResumeAsync(ExecutionId executionId, CancellationToken cancellationToken = default)
    {
        if (await services.Parking.UnparkAsync(executionId, isByHand: true, cancellationToken) is not null)
        {
            await runtime.ActivateAsync(executionId, cancellationToken);
        }
        else if (await services.Store.ReadHeadAsync(executionId, includeData: false, cancellationToken) is null)
        {
            throw new ExecutionNotFoundException(executionId);
        }
    }

    public async Task SendCallbackSuccessAsync<TResult>(string callbackId, TResult result, CancellationToken cancellationToken = default)
    {
        var callback = CallbackReference.Parse(callbackId);
        var payload = Payloads.Write(
            SerializerOf(callback.ExecutionId), result, new SerializationContext(callback.ExecutionId, callback.OperationId), "the result of a callback");
        await SendAsync(callback, CallbackAction.Succeed, payload, null, cancellationToken);
    }

    public async Task SendCallbackSuccessWithPayloadAsync(string callbackId, string? payload, CancellationToken cancellationToken = default) =>
        await SendAsync(CallbackReference.Parse(callbackId), CallbackAction.Succeed, payload, null, cancellationToken);

    public async Task SendCallbackFailureAsync(string callbackId, ErrorObject? error = null, CancellationToken cancellationToken = default) =>
        await SendAsync(CallbackReference.Parse(callbackId), CallbackAction.Fail, null, error, cancellationToken);

    public async Task SendCallbackHeartbeatAsync(string callbackId, CancellationToken cancellationToken = default) =>
        await SendAsync(CallbackReference.Parse(callbackId), CallbackAction.Heartbeat, null, null, cancellationToken);

    private static ExecutionId NewId(string functionName, StartOptions? options) => new(functionName, options?.Name ?? Guid.CreateVersion7().ToString());

    private IPayloadSerializer SerializerOf(ExecutionId executionId) => functions.SerializerOf(executionId.FunctionName);

    private Task SendAsync(
        CallbackReference callback, CallbackAction action, string? payload, ErrorObject? error, CancellationToken cancellationToken)
    {
        if (payload is not null && !Payloads.Fits(payload, DurableLimits.MaxOperationPayloadBytes))
        {
            throw Payloads.TooLarge(payload, DurableLimits.MaxOperationPayloadBytes, "the result of a callback");
        }

        var call = new CallbackCall(callback.OperationId, callback.Key, action, Guid.NewGuid().ToString("N")) { Payload = payload, Error = error };
        return _callbacks.SendAsync(callback, call, cancellationToken);
    }

    private async Task<ExecutionHandle> StartAsync(
        DurableFunctionDefinition function, ExecutionId id, string? payload, StartOptions? options, CancellationToken cancellationToken)
    {
        if (options?.FindProblem() is { } problem)
        {
            throw new ArgumentException(problem, nameof(options));
        }

        var start = ExecutionStart.ByClient(id, payload, options);
        var input = start.ReadInput(function);
        var head = start.ToHead(function, services.TimeProvider.GetUtcNow(), leaseDuration: null);
        var existing = await runtime.StartExecutionAsync(head, input, function, cancellationToken);
        if (existing is not null && !start.IsSameAs(existing, function))
        {
            throw new ExecutionAlreadyStartedException(id);
        }

        return new ExecutionHandle(this, id);
    }

    private async Task<ExecutionHead> WaitForEndAsync(ExecutionId id, CancellationToken cancellationToken)
    {
        using var subscription = runtime.Completions.Subscribe(id);

        // Subscribed first: an execution that is in memory now, or not yet ended in the store, will be announced. While the last process's
        // executions are being taken up, a late write of that process may still end one of them unnoticed.
        var isRecovered = false;
        while (!isRecovered && !await runtime.IsActiveAsync(id, cancellationToken))
        {
            isRecovered = runtime.WhenRecovered.IsCompleted;
            var (found, _) = await services.Store.ReadReadableAsync(id, includeData: true, cancellationToken);
            var head = found ?? throw new ExecutionNotFoundException(id);
            if (head.Status != ExecutionStatus.Running)
            {
                return head;
            }

            await runtime.WhenRecovered.WaitAsync(cancellationToken);
        }

        return await subscription.Ended.WaitAsync(cancellationToken);
    }
}
