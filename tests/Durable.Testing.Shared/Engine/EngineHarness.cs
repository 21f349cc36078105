using Durable.Core.Codecs;
using Durable.Core.Engine;
using Durable.Core.Functions;
using Durable.Core.Hosting;
using Durable.Core.Log;
using Durable.Core.Log.Records;
using Durable.Core.Operations.Callbacks;
using Durable.Core.Residence;
using Durable.Model;
using Durable.Storage;

namespace Durable.Testing;

/// <summary>
/// Runs one execution on nothing but the test's own thread: its turns, its step bodies, its store and its clock move only when the test
/// says so. The test can kill the process at any point and go on from the store.
/// </summary>
internal sealed class EngineHarness : IEngineOwner
{
    private const int MaxItems = 1_000_000;
    private const int MaxWakeUps = 10_000;

    private EngineActivation? _current;
    private DurableFunctionDefinition? _function;

    private readonly EngineHost _host;

    /// <param name="host">The kind of host; the embedded one by default.</param>
    /// <param name="choose">Picks the next of so many runnable items; the oldest by default.</param>
    public EngineHarness(EngineHost? host = null, Func<int, int>? choose = null)
    {
        _host = host ?? EngineHost.Embedded;
        Work = new WorkQueue(choose);
        Disk = new FaultInjectingCheckpointStore(new InMemoryCheckpointStore(Clock));
        Store = new QueuedStore(Disk, Work);
    }

    public static ExecutionId Id { get; } = new("function", "execution");

    public ManualTimeProvider Clock { get; } = new();

    /// <summary>As by default, but for chance.</summary>
    public DurableEngineOptions Options { get; private init; } = new() { Jitter = static () => 0.5 };

    public WorkQueue Work { get; }

    /// <summary>The store as the engine sees it.</summary>
    public QueuedStore Store { get; }

    /// <summary>The store at the far end, where faults can be ordered.</summary>
    public FaultInjectingCheckpointStore Disk { get; }

    public RecordedLogs Logs { get; } = new();

    /// <summary>What happens outside before time passes; false when nothing does.</summary>
    public Func<bool>? Outside { get; set; }

    /// <summary>What the host has beside the engine; nothing by default.</summary>
    public IServiceProvider Services { get; init; } = new NoServices();

    /// <summary>The trace context of the start.</summary>
    public string? Trace { get; set; }

    /// <summary>The trace context of those who send to callbacks.</summary>
    public string? SenderTrace { get; set; }

    /// <summary>How it reaches other executions; there are none by default.</summary>
    public IExecutionPeers? Peers { get; set; }

    IExecutionPeers IEngineOwner.Peers => Peers ?? throw new NotSupportedException("There is one execution.");

    /// <summary>The newest activation.</summary>
    public EngineActivation Current => _current ?? throw new InvalidOperationException("Nothing was started.");

    /// <summary>Storage requests that write: the creation and all commits, failed ones included.</summary>
    public long Writes => Disk.Writes;

    /// <summary>The committed head, with data.</summary>
    public ExecutionHead Head => Read().Head;

    /// <summary>The committed operations.</summary>
    public OperationLog Log
    {
        get
        {
            var log = new OperationLog();
            foreach (var record in Records)
            {
                log.Replay(record);
            }

            return log;
        }
    }

    /// <summary>The committed records.</summary>
    public IReadOnlyList<LogRecord> Records
    {
        get
        {
            List<LogRecord> records = [];
            LogRecordReader.Read(Read(), records.Add);
            return records;
        }
    }

    /// <summary>The committed history.</summary>
    public IReadOnlyList<HistoryEvent> History => StoredHistory.Of(Read());

    /// <summary>The committed history, an event a line: its type, then the operation's name or, without one, its id.</summary>
    public IReadOnlyList<string> Events =>
        [.. History.Select(static e => e.EventType.ToString() is var type && (e.EventType == HistoryEventType.InvocationCompleted || type.StartsWith("Execution", StringComparison.Ordinal))
            ? type + (e.EventType == HistoryEventType.InvocationCompleted && e.Details.Error is not null ? " with error" : "")
            : $"{type} {e.Name ?? e.Id}")];

    /// <summary>Deploys a function and starts an execution of it; nothing of it has run yet.</summary>
    public void Start<TOutput>(Func<IDurableContext, Task<TOutput>> function, Action<DurableFunctionOptions>? configure = null) =>
        Start<object?, TOutput>((_, context) => function(context), null, configure);

    /// <inheritdoc cref="Start{TOutput}"/>
    public void Start<TInput, TOutput>(
        Func<TInput, IDurableContext, Task<TOutput>> function, TInput input, Action<DurableFunctionOptions>? configure = null)
    {
        Deploy(function, configure);
        var payload = _function!.Serializer.Serialize(input, new SerializationContext(Id, null));
        var head = ExecutionStart.ByClient(Id, payload).ToHead(_function, Clock.GetUtcNow(), _host.LeaseDuration, Trace);
        if (Disk.CreateAsync(head).AsTask() is not { IsCompletedSuccessfully: true, Result: null })
        {
            throw new InvalidOperationException("The execution could not be created.");
        }

        _current = NewActivation(head);
        _ = _current.PostAsync(execution => execution.Start(input));
    }

    /// <summary>Replaces the function; executions activated from now on run the new one.</summary>
    public void Deploy<TOutput>(Func<IDurableContext, Task<TOutput>> function, Action<DurableFunctionOptions>? configure = null) =>
        Deploy<object?, TOutput>((_, context) => function(context), configure);

    /// <summary>Makes another activation from the store, whatever the one before it does; nothing of it has run yet.</summary>
    /// <returns>Fails when the log cannot be replayed.</returns>
    public Task ActivateAsync() => ActivateAsync(isHeartbeatOnly: false, static _ => { });

    /// <summary>An execution that has recorded all that this one has, but not its end; nothing of it has run yet.</summary>
    public EngineHarness Reopen()
    {
        var copy = new EngineHarness(_host) { Options = Options, _function = _function };
        copy.Clock.AdvanceTo(Clock.GetUtcNow());
        var head = Head with
        {
            Version = 1,
            Status = ExecutionStatus.Running,
            WakeUp = new WakeUp(Clock.GetUtcNow(), WakeUpKind.Lease),
            EndedAt = null,
            ExpiresAt = null,
            Result = null,
            Error = null,
        };
        var writer = LogRecordWriter.ForThread();
        foreach (var record in Records.Where(static record => record is not (ExecutionClosedRecord or InvocationCompletedRecord)))
        {
            writer.Write(record);
        }

        _ = copy.Disk.CreateAsync(head).AsTask().Result;
        _ = copy.Disk.CommitAsync(new Checkpoint(head with { Version = 2 }, writer.Take())).AsTask().Result;
        copy.Disk.ResetCounts();
        _ = copy.ActivateAsync();
        return copy;
    }

    /// <summary>Id of the callback of that name; of the only one there is by default.</summary>
    public string CallbackId(string? name = null) => History
        .Single(e => e.EventType == HistoryEventType.CallbackStarted && (name is null || e.Name == name)).Details.CallbackId!;

    /// <summary>Asks something of a callback, of an activation made from the store where none is in memory; nothing of it has run yet.</summary>
    /// <param name="callbackId">The callback.</param>
    /// <param name="action">What to do.</param>
    /// <param name="payload">The result.</param>
    /// <param name="error">The failure.</param>
    /// <param name="requestId">Names the request; one of its own by default.</param>
    public Task<CallbackOutcome> SendAsync(
        string callbackId, CallbackAction action, string? payload = null, ErrorObject? error = null, string? requestId = null)
    {
        var reference = CallbackReference.Parse(callbackId);
        var request = new CallbackRequest(reference.OperationId, reference.Key, action, requestId ?? Guid.NewGuid().ToString("N")) { Payload = payload, Error = error, Trace = SenderTrace };
        if (Head.Status != ExecutionStatus.Running)
        {
            return Task.FromResult(CallbackRules.AfterEnd(Read(), request));
        }

        // Completed in the execution's turn: a continuation of this thread's would come back by way of the thread pool.
        var answer = new TaskCompletionSource<CallbackOutcome>();
        async Task AskAsync(Execution execution)
        {
            try
            {
                answer.SetResult(await execution.AnswerAsync(request));
            }
            catch (Exception exception)
            {
                answer.SetException(exception);
            }
        }

        _ = Current.State == ActivationState.Running
            ? Current.PostAsync(execution => _ = AskAsync(execution))
            : ActivateAsync(isHeartbeatOnly: action == CallbackAction.Heartbeat, execution => _ = AskAsync(execution));
        return answer.Task;
    }

    /// <summary>Asks something of a callback and runs until it is answered and all is idle.</summary>
    /// <inheritdoc cref="SendAsync"/>
    public CallbackOutcome Send(
        string callbackId, CallbackAction action, string? payload = null, ErrorObject? error = null, string? requestId = null)
    {
        var answer = SendAsync(callbackId, action, payload, error, requestId);
        RunUntilIdle();
        return answer.IsCompletedSuccessfully ? answer.Result : throw new InvalidOperationException($"Not answered: {answer.Status}", answer.Exception);
    }

    /// <summary>Runs all that is ready, and what becomes ready by it.</summary>
    public void RunUntilIdle() => RunUntil(static () => false);

    /// <summary>Runs what is ready, item by item, until <paramref name="isReached"/>.</summary>
    /// <returns>False when nothing was left to run before.</returns>
    public bool RunUntil(Func<bool> isReached)
    {
        for (var ran = 0; !isReached(); ran++)
        {
            if (!Work.RunOne())
            {
                return false;
            }

            if (ran == MaxItems)
            {
                throw new InvalidOperationException($"The execution does not come to rest: {MaxItems} items have run.");
            }
        }

        return true;
    }

    /// <summary>Runs all that is ready, then moves the clock, and at every timer on the way runs what it made ready.</summary>
    public void Advance(TimeSpan by)
    {
        var end = Clock.GetUtcNow() + by;
        RunUntilIdle();
        while (Clock.NextDueAt is { } dueAt && dueAt <= end)
        {
            Clock.AdvanceTo(dueAt);
            RunUntilIdle();
        }

        Clock.AdvanceTo(end);
        RunUntilIdle();
    }

    /// <summary>Kills the process.</summary>
    /// <param name="requestsSurvive">Whether requests under way still reach the store.</param>
    public void Crash(bool requestsSurvive = false)
    {
        Current.Crash();
        if (!requestsSurvive)
        {
            Store.Cut();
        }
    }

    /// <summary>Kills the process and runs what the next one makes of the store, until it is idle.</summary>
    public void CrashAndResume()
    {
        Crash();
        _ = ActivateAsync();
        RunUntilIdle();
    }

    /// <summary>Goes on to the end of the execution: advances the clock whenever nothing is ready, wakes and replaces activations.</summary>
    /// <returns>The head at the end.</returns>
    public ExecutionHead RunToEnd()
    {
        for (var i = 0; i < MaxWakeUps; i++)
        {
            RunUntilIdle();
            if (!PassTime())
            {
                return Head;
            }
        }

        throw new InvalidOperationException("The execution does not come to its end.");
    }

    /// <summary>
    /// Does what must happen when nothing is ready: something outside, or else advances the clock to the next timer, wakes or replaces the
    /// activation.
    /// </summary>
    /// <returns>False when the execution has ended.</returns>
    public bool PassTime()
    {
        if (Head.Status != ExecutionStatus.Running)
        {
            return false;
        }

        if (Outside?.Invoke() == true)
        {
            return true;
        }

        switch (Current.State)
        {
            case ActivationState.Released:
                Sleep(Current.WakeUp.At);
                _ = ActivateAsync();
                return true;
            case ActivationState.Faulted or ActivationState.Crashed:
                _ = ActivateAsync();
                return true;
            default:
                return Clock.AdvanceToNextTimer() ? true : throw new InvalidOperationException(
                    $"The execution is stuck; nothing can wake it.{Environment.NewLine}{string.Join(Environment.NewLine, Events)}");
        }
    }

    /// <summary>Goes on to the end of the execution, which must be a success.</summary>
    /// <returns>Its result.</returns>
    public T RunToResult<T>()
    {
        var head = RunToEnd();
        return head.Status == ExecutionStatus.Succeeded
            ? JsonPayloadSerializer.Default.Deserialize<T>(head.Result!, new SerializationContext(Id, null))
            : throw new InvalidOperationException($"The execution ended {head.Status}: {head.Error}");
    }

    private void Deploy<TInput, TOutput>(Func<TInput, IDurableContext, Task<TOutput>> function, Action<DurableFunctionOptions>? configure)
    {
        var options = new DurableFunctionOptions();
        configure?.Invoke(options);
        _function = new DurableFunctionDefinition<TInput, TOutput>(Id.FunctionName, options, new DurableFunctionRegistry(), (_, input, context) => function(input, context));
    }

    private Task ActivateAsync(bool isHeartbeatOnly, Action<Execution> arrival)
    {
        var stored = Read();
        _current = NewActivation(stored.Head);
        return _current.PostAsync(execution =>
        {
            execution.Resume(stored, isHeartbeatOnly);
            arrival(execution);
        });
    }

    private EngineActivation NewActivation(ExecutionHead head)
    {
        var functions = new DurableFunctionRegistry();
        functions.Add(_function!);
        var engine = new EngineParts(Store, Options, Clock, Services, Logs.CreateFactory(), functions, PayloadCodecs.None, hasLeases: true);
        return new EngineActivation(Work, Clock, engine.Executions, _function!, head, _host, this);
    }

    void IEngineOwner.OnContinued(EngineActivation activation, NextRun next, ExecutionHead head)
    {
        _current = NewActivation(head);
        _ = _current.PostAsync(next.Begin);
    }

    private void Sleep(DateTimeOffset until)
    {
        if (until > Clock.GetUtcNow())
        {
            Clock.AdvanceTo(until);
        }
    }

    private StoredExecution Read() => Disk.LoadAsync(Id).AsTask() is { IsCompletedSuccessfully: true, Result: { } stored }
        ? stored
        : throw new InvalidOperationException("The execution is not in the store.");
}
