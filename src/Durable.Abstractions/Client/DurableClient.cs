using Durable.Diagnostics;
using Durable.Model;

namespace Durable;

/// <summary>
/// Base of the clients of this library. It turns values into payloads and back, and reports what is wrong with a call by the call's task. A client
/// below it sends payloads to wherever executions are.
/// </summary>
public abstract class DurableClient : IDurableClient
{
    private const string CallbackResult = "the result of a callback";

    private protected DurableClient()
    {
    }

    /// <inheritdoc/>
    public async Task<ExecutionHandle> StartAsync<TInput>(
        string functionName, TInput input, StartOptions? options = null, CancellationToken cancellationToken = default)
    {
        var id = NewId(functionName, options);
        return await StartAsync(id, Write(id, input), options, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<TResult> ExecuteAsync<TInput, TResult>(
        string functionName, TInput input, StartOptions? options = null, CancellationToken cancellationToken = default)
    {
        var id = NewId(functionName, options);
        var payload = Write(id, input);
        RequireValid(options);
        return ResultOf<TResult>(id, await RunToEndAsync(id, payload, options, cancellationToken));
    }

    /// <inheritdoc/>
    public async Task<ExecutionHandle> StartWithPayloadAsync(
        string functionName, string? payload, StartOptions? options = null, CancellationToken cancellationToken = default)
    {
        var id = NewId(functionName, options);
        RequireStartable(id);
        RequireFit(payload, DurableLimits.MaxExecutionPayloadBytes, InputOf(functionName));
        return await StartAsync(id, payload, options, cancellationToken);
    }

    /// <inheritdoc/>
    public ExecutionHandle GetHandle(ExecutionId executionId) => new(this, executionId);

    /// <inheritdoc/>
    public abstract Task<ExecutionDescription> WaitForCompletionAsync(ExecutionId executionId, CancellationToken cancellationToken = default);

    /// <inheritdoc/>
    public async Task<TResult> WaitForResultAsync<TResult>(ExecutionId executionId, CancellationToken cancellationToken = default) =>
        ResultOf<TResult>(executionId, await WaitForCompletionAsync(executionId, cancellationToken));

    /// <inheritdoc/>
    public abstract Task<ExecutionDescription> DescribeAsync(ExecutionId executionId, bool includeData = true, CancellationToken cancellationToken = default);

    /// <inheritdoc/>
    public abstract IAsyncEnumerable<ExecutionDescription> WatchAsync(ExecutionId executionId, CancellationToken cancellationToken = default);

    /// <inheritdoc/>
    public abstract Task<ExecutionPage> ListAsync(ExecutionQuery query, CancellationToken cancellationToken = default);

    /// <inheritdoc/>
    public abstract Task<UsagePage> SumUsageAsync(ExecutionQuery query, CancellationToken cancellationToken = default);

    /// <inheritdoc/>
    public async Task<HistoryPage> GetHistoryAsync(ExecutionId executionId, HistoryQuery? query = null, CancellationToken cancellationToken = default) =>
        await ReadHistoryAsync(executionId, query ?? new HistoryQuery(), cancellationToken);

    /// <inheritdoc/>
    public async Task<DateTimeOffset> StopAsync(ExecutionId executionId, ErrorObject? error = null, CancellationToken cancellationToken = default) =>
        await TryStopAsync(executionId, error, cancellationToken) ?? throw new ExecutionNotFoundException(executionId);

    /// <inheritdoc/>
    public abstract Task ResumeAsync(ExecutionId executionId, CancellationToken cancellationToken = default);

    /// <inheritdoc/>
    public async Task SendCallbackSuccessAsync<TResult>(string callbackId, TResult result, CancellationToken cancellationToken = default)
    {
        var callback = CallbackReference.Parse(callbackId);
        var payload = Payloads.Write(
            SerializerOf(callback.ExecutionId.FunctionName),
            result,
            new SerializationContext(callback.ExecutionId, callback.OperationId),
            DurableLimits.MaxOperationPayloadBytes,
            CallbackResult);
        await SendAsync(callback, CallbackAction.Succeed, payload, null, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task SendCallbackSuccessWithPayloadAsync(string callbackId, string? payload, CancellationToken cancellationToken = default)
    {
        var callback = CallbackReference.Parse(callbackId);
        RequireFit(payload, DurableLimits.MaxOperationPayloadBytes, CallbackResult);
        await SendAsync(callback, CallbackAction.Succeed, payload, null, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task SendCallbackFailureAsync(string callbackId, ErrorObject? error = null, CancellationToken cancellationToken = default) =>
        await SendAsync(CallbackReference.Parse(callbackId), CallbackAction.Fail, null, error, cancellationToken);

    /// <inheritdoc/>
    public async Task SendCallbackHeartbeatAsync(string callbackId, CancellationToken cancellationToken = default) =>
        await SendAsync(CallbackReference.Parse(callbackId), CallbackAction.Heartbeat, null, null, cancellationToken);

    /// <summary>What inputs of a function are written with, and its results read.</summary>
    private protected abstract IPayloadSerializer SerializerOf(string functionName);

    /// <summary>Refuses a start before its input is serialized.</summary>
    private protected virtual void RequireStartable(ExecutionId id)
    {
    }

    /// <summary>Starts an execution, or finds it.</summary>
    /// <param name="id">The execution.</param>
    /// <param name="payload">The serialized input, no larger than allowed.</param>
    /// <param name="options">Valid labels. Without a name in them, the name in <paramref name="id"/> is a new one.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    private protected abstract Task<StartAnswer> BeginAsync(ExecutionId id, string? payload, StartOptions? options, CancellationToken cancellationToken);

    /// <inheritdoc cref="GetHistoryAsync"/>
    private protected abstract Task<HistoryPage> ReadHistoryAsync(ExecutionId executionId, HistoryQuery query, CancellationToken cancellationToken);

    /// <summary>Stops an execution.</summary>
    /// <returns>When it ended; null when there is none.</returns>
    private protected abstract Task<DateTimeOffset?> TryStopAsync(ExecutionId executionId, ErrorObject? error, CancellationToken cancellationToken);

    /// <summary>Brings a request to a callback's execution, again as long as the answer is <see cref="CallbackOutcome.Retry"/>.</summary>
    /// <returns>The answer, once what it says is durable.</returns>
    private protected abstract Task<CallbackReply> AskCallbackAsync(ExecutionId executionId, CallbackRequest request, CancellationToken cancellationToken);

    /// <summary>Starts an execution, or finds it, and waits until it ends.</summary>
    /// <inheritdoc cref="BeginAsync"/>
    private protected virtual async Task<ExecutionDescription> RunToEndAsync(
        ExecutionId id, string? payload, StartOptions? options, CancellationToken cancellationToken)
    {
        await BeginAsync(id, payload, options, cancellationToken);
        return await WaitForCompletionAsync(id, cancellationToken);
    }

    private static ExecutionId NewId(string functionName, StartOptions? options) => new(functionName, options?.Name ?? Guid.CreateVersion7().ToString());

    private static void RequireValid(StartOptions? options)
    {
        if (options?.FindProblem() is { } problem)
        {
            throw new ArgumentException(problem, nameof(options));
        }
    }

    private static PayloadSubject InputOf(string functionName) => new("the input of function", functionName);

    private static void RequireFit(string? payload, int maxBytes, PayloadSubject what)
    {
        if (payload is not null && !Payloads.Fits(payload, maxBytes))
        {
            throw Payloads.TooLarge(payload, maxBytes, what);
        }
    }

    private async Task SendAsync(
        CallbackReference callback, CallbackAction action, string? payload, ErrorObject? error, CancellationToken cancellationToken)
    {
        // One id however often the request is sent: one whose answer was lost may have been the one that completed the callback.
        var request = new CallbackRequest(callback.OperationId, callback.Key, action, Guid.NewGuid().ToString("N"), payload, error)
        {
            // A heartbeat lets nothing go on.
            Trace = action == CallbackAction.Heartbeat ? null : AmbientTrace.Capture(),
        };
        var reply = await AskCallbackAsync(callback.ExecutionId, request, cancellationToken);
        if (reply.ToException(callback) is { } refusal)
        {
            throw refusal;
        }
    }

    private string? Write<TInput>(ExecutionId id, TInput input)
    {
        RequireStartable(id);
        return Payloads.Write(
            SerializerOf(id.FunctionName), input, new SerializationContext(id, null), DurableLimits.MaxExecutionPayloadBytes, InputOf(id.FunctionName));
    }

    private TResult ResultOf<TResult>(ExecutionId id, ExecutionDescription ended)
    {
        if (ended.Status != ExecutionStatus.Succeeded)
        {
            throw new ExecutionFailedException(id, ended.Status, ended.Error);
        }

        return ended.Result is null
            ? default!
            : Payloads.Read<TResult>(SerializerOf(id.FunctionName), ended.Result, new SerializationContext(id, null), new PayloadSubject("the result of execution", id));
    }

    private async Task<ExecutionHandle> StartAsync(ExecutionId id, string? payload, StartOptions? options, CancellationToken cancellationToken)
    {
        RequireValid(options);
        var answer = await BeginAsync(id, payload, options, cancellationToken);
        return new ExecutionHandle(this, id) { Arn = answer.Arn, FunctionVersion = answer.FunctionVersion };
    }
}
