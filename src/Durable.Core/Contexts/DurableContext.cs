using Durable.Core.Engine;
using Durable.Core.Functions;
using Durable.Core.Logging;
using Durable.Core.Operations;
using Durable.Core.Operations.Batches;
using Durable.Core.Operations.Callbacks;
using Durable.Core.Operations.Conditions;
using Durable.Core.Operations.Contexts;
using Durable.Core.Operations.Invokes;
using Durable.Core.Operations.Steps;
using Durable.Core.Operations.Waits;
using Durable.Core.Serialization;
using Durable.Model;
using Microsoft.Extensions.Logging;

namespace Durable.Core.Contexts;

/// <summary>The root, a child context or a branch: takes operation ids in program order and hands the work to the operations.</summary>
internal sealed class DurableContext : IDurableContext
{
    // The recorded context whose code runs; the function's own code has none.
    private static readonly AsyncLocal<DurableContext?> s_running = new();

    private readonly string? _idPrefix;
    private readonly string? _parentId;
    private readonly string _contextName;
    private readonly ReplayLogger _logger;

    // The context whose body asks for this one's operations on every replay: itself, or where nothing is recorded of it that of its caller.
    private readonly DurableContext? _owner;
    private int _operations;
    private int _guids;

    private DurableContext(
        IExecutionChannel channel,
        ExecutionContextInfo executionContext,
        IPayloadSerializer serializer,
        string? idPrefix,
        string? parentId,
        string contextName,
        DurableContext? flatIn,
        DateTimeOffset startedAt,
        bool isReplayOnly,
        LoggerConfig loggerConfig,
        ILogger functionLogger)
    {
        _contextName = contextName;
        _owner = flatIn is not null ? flatIn._owner : parentId is null ? null : this;
        Now = startedAt;
        Channel = channel;
        ExecutionContext = executionContext;
        Serializer = serializer;
        _idPrefix = idPrefix;
        _parentId = parentId;
        IsReplayOnly = isReplayOnly;
        FunctionLogger = functionLogger;
        _logger = new ReplayLogger(this, functionLogger, loggerConfig);
    }

    public ILogger Logger => _logger;

    public ExecutionContextInfo ExecutionContext { get; }

    IExecutionContext IDurableContext.ExecutionContext => ExecutionContext;

    public CancellationToken CancellationToken => Channel.CancellationToken;

    public DateTimeOffset Now { get; private set; }

    public Random Random => field ??= new DeterministicRandom($"{ExecutionContext.RunId}/{_idPrefix}/random");

    public IExecutionChannel Channel { get; }

    public IPayloadSerializer Serializer { get; }

    /// <summary>Where step bodies log: always, replayed or not.</summary>
    public ILogger FunctionLogger { get; }

    /// <summary>Whether the context has completed and its body is run again only for its result.</summary>
    public bool IsReplayOnly { get; }

    /// <summary>
    /// Whether the code that runs now has run before: the next operation is in the log already, or the context's body is run again only
    /// for its result.
    /// </summary>
    public bool IsReplaying => IsReplayOnly || Channel.Find(OperationIds.Child(_idPrefix, _operations + 1)) is not null;

    public static DurableContext CreateRoot(
        IExecutionChannel channel,
        ExecutionContextInfo executionContext,
        DurableFunctionDefinition function,
        DateTimeOffset startedAt,
        ILoggerFactory loggerFactory) =>
        new(
            channel,
            executionContext,
            function.Serializer,
            idPrefix: null,
            parentId: null,
            "the function itself",
            flatIn: null,
            startedAt,
            isReplayOnly: false,
            new LoggerConfig(),
            loggerFactory.CreateLogger($"OrleansDurable.Function.{function.Name}"));

    /// <summary>A recorded context, on which its operations hang.</summary>
    public DurableContext CreateChild(IExecutionChannel channel, OperationIdentity identity, string subType, DateTimeOffset startedAt, bool isReplayOnly) =>
        CreateChild(
            channel, identity.Id, identity.Id, OperationText.Of(OperationType.Context, subType, identity), flatIn: null, startedAt, isReplayOnly);

    /// <summary>A context of which nothing is recorded: its operations hang on that of its caller.</summary>
    public DurableContext CreateFlatChild(IExecutionChannel channel, OperationIdentity identity, DateTimeOffset startedAt, bool isReplayOnly) =>
        CreateChild(channel, identity.Id, identity.ParentId, _contextName, flatIn: this, startedAt, isReplayOnly);

    /// <summary>
    /// The function's own code begins: in a flow that may come from the run before it, which a context of its has ended.
    /// </summary>
    public static void BeginFunction() => s_running.Value = null;

    /// <summary>Runs the body of a recorded context.</summary>
    public Task<T> RunAsync<T>(Func<DurableContext, Task<T>> body)
    {
        s_running.Value = this;
        return body(this);
    }

    /// <summary>The outcome of a call was handed over: the code that goes on now has seen it.</summary>
    public void See(HandOver call)
    {
        var operation = call.Found is { IsTerminal: true } ended ? ended : Channel.Find(call.OperationId);
        var seen = GivenUpCall.Find(operation?.GivenUp, call.Number)?.At
            ?? (call.Kind == HandOverKind.Start ? operation?.StartTimestamp : operation?.EndTimestamp);
        Now = seen > Now ? seen.Value : Now;
    }

    /// <summary>Refuses a call from outside the lane's turns, or by code that belongs to another context.</summary>
    public void RequireUse(string caller)
    {
        Channel.RequireTurn(caller);
        if (s_running.Value is { } running && running != _owner)
        {
            throw TurnGuard.OtherContext(caller, _contextName, running._contextName);
        }
    }

    public Guid NewGuid() => DeterministicGuid.Of(Invariant($"{ExecutionContext.RunId}/{_idPrefix}/guid/{++_guids}"));

    public void ConfigureLogger(LoggerConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        _logger.Config = config;
    }

    public Task<T> StepAsync<T>(
        Func<IStepContext, CancellationToken, Task<T>> func, string? name = null, StepConfig? config = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(func);
        config ??= DefaultStep;
        ArgumentChecks.RequireValid(config);
        return new StepOperation<T>(this, NextOperation(name, nameof(StepAsync)), func, config, cancellationToken).RunAsync();
    }

    public Task StepAsync(
        Func<IStepContext, CancellationToken, Task> func, string? name = null, StepConfig? config = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(func);
        return StepAsync(
            async (step, token) =>
            {
                await (func(step, token) ?? throw Bodies.ReturnedNull($"step '{name ?? step.OperationId}'"));
                return default(NoResult);
            },
            name,
            config,
            cancellationToken);
    }

    public Task WaitAsync(TimeSpan duration, string? name = null, CancellationToken cancellationToken = default)
    {
        if (duration < DurableLimits.MinDelay || duration > DurableLimits.MaxDelay)
        {
            throw new ArgumentOutOfRangeException(
                nameof(duration), duration, Invariant($"A wait must be {DurableLimits.MinDelay.TotalSeconds:0} second to {DurableLimits.MaxDelay.TotalDays:0} days."));
        }

        return new WaitOperation(this, NextOperation(name, nameof(WaitAsync)), duration, cancellationToken).RunAsync();
    }

    public Task<TState> WaitForConditionAsync<TState>(
        Func<TState, IConditionCheckContext, CancellationToken, Task<TState>> check,
        WaitForConditionConfig<TState> config,
        string? name = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(check);
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(config.WaitStrategy, nameof(config));
        var operation = NextOperation(name, nameof(WaitForConditionAsync));
        return new WaitForConditionOperation<TState>(this, operation, check, config, cancellationToken).RunAsync();
    }

    public Task<ICallback<T>> CreateCallbackAsync<T>(
        string? name = null, CallbackConfig? config = null, CancellationToken cancellationToken = default)
    {
        config ??= DefaultCallback;
        ArgumentChecks.RequireValid(config);
        return new CallbackOperation<T>(this, NextOperation(name, nameof(CreateCallbackAsync)), config, cancellationToken).RunAsync();
    }

    public Task<T> WaitForCallbackAsync<T>(
        Func<string, IWaitForCallbackContext, CancellationToken, Task> submitter,
        string? name = null,
        WaitForCallbackConfig? config = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(submitter);
        config ??= DefaultWaitForCallback;
        ArgumentChecks.RequireValid(config);
        var operation = NextOperation(name, nameof(WaitForCallbackAsync));
        return new WaitForCallbackOperation<T>(this, operation, submitter, config, cancellationToken).RunAsync();
    }

    public Task<TResult> InvokeAsync<TPayload, TResult>(
        string functionName, TPayload payload, string? name = null, InvokeConfig? config = null, CancellationToken cancellationToken = default)
    {
        config ??= DefaultInvoke;
        ArgumentChecks.RequireFunctionName(functionName);
        ArgumentChecks.RequireValid(config);
        var operation = NextOperation(name, nameof(InvokeAsync));
        return new InvokeOperation<TPayload, TResult>(this, operation, functionName, payload, config, cancellationToken).RunAsync();
    }

    public Task<T> RunInChildContextAsync<T>(
        Func<IDurableContext, CancellationToken, Task<T>> func,
        string? name = null,
        ChildContextConfig? config = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(func);
        config ??= new ChildContextConfig();
        ArgumentChecks.RequireSubType(config.SubType);
        var operation = NextOperation(name, nameof(RunInChildContextAsync));
        return new ChildContextOperation<T>(this, operation, func, config, cancellationToken).RunAsync();
    }

    public Task RunInChildContextAsync(
        Func<IDurableContext, CancellationToken, Task> func,
        string? name = null,
        ChildContextConfig? config = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(func);
        return RunInChildContextAsync(
            async (child, token) =>
            {
                await (func(child, token) ?? throw Bodies.ReturnedNull(name is null ? "a child context" : $"child context '{name}'"));
                return default(NoResult);
            },
            name,
            config,
            cancellationToken);
    }

    public Task<IBatchResult<TResult>> MapAsync<TItem, TResult>(
        IReadOnlyList<TItem> items,
        Func<IDurableContext, TItem, int, IReadOnlyList<TItem>, CancellationToken, Task<TResult>> func,
        string? name = null,
        MapConfig<TItem>? config = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(func);
        config ??= new MapConfig<TItem>();
        return RunBatchAsync(new MapBranches<TItem, TResult>(items, func, config.ItemNamer), name, config, cancellationToken);
    }

    public Task<IBatchResult<T>> ParallelAsync<T>(
        IReadOnlyList<Func<IDurableContext, CancellationToken, Task<T>>> branches,
        string? name = null,
        ParallelConfig? config = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(branches);
        return RunBatchAsync(ParallelBranches<T>.From(branches), name, config ?? new ParallelConfig(), cancellationToken);
    }

    public Task<IBatchResult<T>> ParallelAsync<T>(
        IReadOnlyList<DurableBranch<T>> branches, string? name = null, ParallelConfig? config = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(branches);
        return RunBatchAsync(new ParallelBranches<T>(branches), name, config ?? new ParallelConfig(), cancellationToken);
    }

    public Task<IParallelResult> ParallelAsync(
        IReadOnlyList<DurableBranch> branches, string? name = null, ParallelConfig? config = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(branches);
        return ParallelResult.OfAsync(
            RunBatchAsync(new MixedBranches(branches), name, config ?? new ParallelConfig(), cancellationToken), branches);
    }

    public Task ContinueAsNewAsync<TInput>(TInput input)
    {
        RequireUse(nameof(ContinueAsNewAsync));
        return _idPrefix is null
            ? Channel.ContinueAsNewAsync(input)
            : throw new InvalidOperationException(
                $"{nameof(ContinueAsNewAsync)} was called on the context of a child context or branch. It ends the whole run, so only the function "
                + "itself may call it, on the context that it was given: return from here what it needs to know.");
    }

    private DurableContext CreateChild(
        IExecutionChannel channel, string idPrefix, string? parentId, string contextName, DurableContext? flatIn, DateTimeOffset startedAt, bool isReplayOnly) =>
        new(
            channel,
            ExecutionContext,
            Serializer,
            idPrefix,
            parentId,
            contextName,
            flatIn,
            startedAt,
            isReplayOnly || IsReplayOnly,
            _logger.Config,
            FunctionLogger);

    private static StepConfig DefaultStep { get; } = new();

    private static CallbackConfig DefaultCallback { get; } = new();

    private static InvokeConfig DefaultInvoke { get; } = new();

    private static WaitForCallbackConfig DefaultWaitForCallback { get; } = new();

    private Task<IBatchResult<T>> RunBatchAsync<T>(IBatchBranches<T> branches, string? name, BatchConfig config, CancellationToken cancellationToken)
    {
        ArgumentChecks.RequireValid(config, branches.Count);
        var names = ArgumentChecks.RequireNames(branches);
        var operation = NextOperation(name, branches.SubType == OperationSubTypes.Map ? nameof(MapAsync) : nameof(ParallelAsync));
        return new BatchOperation<T>(this, operation, branches, names, config, cancellationToken).RunAsync();
    }

    // The id is taken here, synchronously, in the caller's program order, after everything that may refuse the call.
    private OperationIdentity NextOperation(string? name, string caller)
    {
        RequireUse(caller);
        ArgumentChecks.RequireName(name);
        return new OperationIdentity(OperationIds.Child(_idPrefix, ++_operations), _parentId, name);
    }
}
