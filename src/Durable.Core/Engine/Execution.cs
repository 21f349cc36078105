using System.Diagnostics.CodeAnalysis;
using Durable.Core.Contexts;
using Durable.Core.Diagnostics;
using Durable.Core.Engine.Lanes;
using Durable.Core.Functions;
using Durable.Core.Hosting;
using Durable.Core.Log;
using Durable.Core.Log.Records;
using Durable.Core.Serialization;
using Durable.Model;
using Durable.Storage;

namespace Durable.Core.Engine;

/// <summary>
/// One activation of one execution: its log, its batcher, its timers and the running function. Everything here happens in turns of
/// <see cref="IExecutionHost.TurnScheduler"/>, so there are no locks.
/// </summary>
/// <remarks>
/// Parts: this file has state and entry points; <c>Execution.Turns.cs</c> what happens at the end of a turn; <c>Execution.Checkpoints.cs</c>
/// the flush; <c>Execution.Callbacks.cs</c> what arrives from outside; <c>Execution.Invokes.cs</c> the executions that this one starts;
/// <c>Execution.Ending.cs</c> suspend, close, fault; <c>Execution.Divergence.cs</c> code that does not fit the log; <c>Execution.Losses.cs</c> how it goes
/// on after its process died; <c>Execution.Continuing.cs</c> how the next run follows this one.
/// </remarks>
[SuppressMessage("Reliability", "CA1001", Justification = "The token source has no timer and nothing to release; the service scope is disposed when the activation ends.")]
internal sealed partial class Execution
{
    // A record has a type, a time and an id at least.
    private const int MinRecordBytes = 32;

    // A host's clock may be wrong by days. What is further ahead than the longest wait was written by none.
    private static readonly TimeSpan s_mostAhead = TimeSpan.FromDays(400);

    // Clocks of a cluster differ by less.
    private static readonly TimeSpan s_farAhead = TimeSpan.FromMinutes(5);

    private readonly IExecutionHost _host;
    private readonly ExecutionServices _services;
    private readonly DurableFunctionDefinition _function;
    private readonly OperationLog _log = new();
    private readonly CheckpointBatcher _batcher;
    private readonly TimerQueue _timers = new();
    private readonly TurnPump _pump;
    private readonly TurnClock _clock;
    private readonly ITurnTimer _timer;
    private readonly CancellationTokenSource _cancellation = new();
    private readonly InvocationServices _invocationServices;
    private ExecutionLanes? _lanes;
    private IReadOnlyDictionary<string, Operation>? _loaded;
    private ExecutionHead _head;

    /// <summary>Makes an activation. Nothing runs before <see cref="Start"/> or <see cref="Resume"/>.</summary>
    public Execution(IExecutionHost host, ExecutionServices services, DurableFunctionDefinition function, ExecutionHead head)
    {
        _host = host;
        _services = services;
        _function = function;
        _head = head with { Input = null };
        if (head is { Continuation: null, Input.Length: > MaxKeptInput })
        {
            _firstInputDigest = FirstInput.Digest(head.Input);
        }
        else if (head.Continuation is null)
        {
            _firstInput = head.Input;
        }

        _batcher = new CheckpointBatcher(services.Options);
        _clock = new TurnClock(services.TimeProvider, head.StartedAt);
        _wakeUps = new WakeUpPlan(host.LeaseDuration, _clock);
        _invocation = new Invocation(ActivationId);
        Telemetry = new ExecutionTelemetry(services.Telemetry, head);
        _deliveries = new InvokeDeliveries(this);
        _pump = new TurnPump(host.TurnScheduler, Pump);

        // A tick queues the pump like everything else: run at once, it would not see the end of the turns that are queued already.
        _timer = host.CreateTimer(QueuePump);
        _invocationServices = new InvocationServices(services.Services, services.EngineLogger);
    }

    public ExecutionId Id => _head.Id;

    /// <summary>The newest head that is known here, without input.</summary>
    public ExecutionHead Head => _head;

    public ExecutionArn Arn => new(_head.Id, _head.FunctionVersion, _head.RunId);

    public TaskScheduler TurnScheduler => _host.TurnScheduler;

    public TaskScheduler StepScheduler => _host.StepScheduler;

    public IExecutionHost Host => _host;

    public TimeProvider TimeProvider => _services.TimeProvider;

    /// <summary>Whether the last activation died in an invocation.</summary>
    public bool IsAfterLoss { get; private set; }

    /// <summary>Cancelled when the execution ends or the activation is given up.</summary>
    public CancellationToken CancellationToken => _cancellation.Token;

    /// <summary>The time of the current turn.</summary>
    public DateTimeOffset Now => _clock.Now;

    /// <summary>The durable clock: what was due by then has elapsed.</summary>
    public DateTimeOffset Watermark { get; private set; }

    /// <summary>Identifies this activation among those of the same execution.</summary>
    public string ActivationId { get; } = Guid.NewGuid().ToString("N")[..16];

    /// <summary>How long a checkpoint waits for branches that are to share it.</summary>
    public TimeSpan MaxWaveDelay => _services.Options.MaxWaveDelay;

    /// <summary>What this activation tells.</summary>
    public ExecutionTelemetry Telemetry { get; }

    /// <summary>Step bodies of all lanes.</summary>
    public StepGate Steps { get; } = new();

    /// <summary>Set when this activation takes part no longer.</summary>
    public ActivationEnd Leaving { get; } = new();

    /// <summary>Lanes that have turns of their own; null when there was none.</summary>
    public ExecutionLanes? Lanes => _lanes;

    /// <summary>The same for who is about to open one; null where branches share the execution's turns.</summary>
    public ExecutionLanes? LanesToOpen => _host.Lanes is { } starter ? _lanes ??= new ExecutionLanes(this, starter) : null;

    /// <summary>Whether this activation takes part no longer: its operations never complete.</summary>
    public bool HasLeft => _phase == Phase.Left;

    /// <summary>Runs an execution that was just created, from its input as an object.</summary>
    public void Start(object? input)
    {
        Telemetry.Starts(_head);
        OpenInvocation();
        RunFunction(input);
        QueuePump();
    }

    /// <summary>Runs an execution from its log.</summary>
    /// <param name="stored">The execution.</param>
    /// <param name="isHeartbeatOnly">
    /// It is only made to take a heartbeat, which is no reason to invoke the function: unless something comes of it, its history does not
    /// show that it was here.
    /// </param>
    /// <exception cref="CheckpointStoreException">The log is damaged; nothing was run.</exception>
    /// <exception cref="InvocationsLostException">Its process has died too often while it ran; nothing was run.</exception>
    /// <exception cref="PayloadSerializationException">Its input cannot be read, and it is to be parked for that; nothing was run.</exception>
    public void Resume(StoredExecution stored, bool isHeartbeatOnly = false)
    {
        var readFrom = TimeProvider.GetTimestamp();
        var trail = Replay(stored);
        _replayedUpTo = _log.ChangeSequence;
        var loss = LossOf(stored.Head, trail);
        Telemetry.Replayed(
            loss is not null ? MetricValues.Recovery : _log.HasDue(_clock.Now) ? MetricValues.Wake : MetricValues.Request,
            _log.Count,
            TimeProvider.GetElapsedTime(readFrom),
            trail);
        while (_log.NextAhead is { } ahead)
        {
            // What was to come before it was lost with the last activation; nobody has seen it.
            var place = new WatermarkPlaceRecord(ahead);
            _log.Apply(place);
            Enqueue(place, ages: false);
        }

        object? input = null;
        PayloadSerializationException? unreadable = null;
        try
        {
            input = _function.ReadInput(stored.Head.Input, Id);
        }
        catch (PayloadSerializationException exception)
        {
            unreadable = MayPark(exception) ? throw Divergence.WithWayOut(exception) : exception;
        }

        _invocation.IsHeartbeatOnly = isHeartbeatOnly && loss is null;
        _wakeUps.TakeLease();
        if (unreadable is not null)
        {
            OpenInvocation();
            if (loss is not null)
            {
                Enqueue(loss);
            }

            Close(ExecutionStatus.Failed, null, ErrorObjects.From(unreadable), unreadable);
            return;
        }

        ResumeInvokes();
        if (FirstRecord(loss) is { } first)
        {
            _ = RunAfterAsync(first, input);
        }
        else
        {
            OpenInvocation();
            RunFunction(input);
        }

        QueuePump();
    }

    /// <summary>What a lane with turns of its own starts from.</summary>
    public LaneStart StartOf(ExecutionLane lane, int number) => new()
    {
        ExecutionId = Id,
        ActivationId = ActivationId,
        Number = number,
        Lane = lane,
        Now = Now,
        HasUncommitted = lane.Channel.LastRecorded > _batcher.CommittedSequence,
        Loaded = _loaded ??= _log.Snapshot(),
        Branch = _log.Find(lane.Run.BranchId),
        LaneName = lane.Channel.LaneName,
        ChangeSequence = _log.ChangeSequence,
        Steps = Steps,
        StepScheduler = StepScheduler,
        TimeProvider = _services.TimeProvider,
        IsAfterLoss = IsAfterLoss,
        TellLateActivity = TellLateActivity,
    };

    /// <summary>All that it waits for, the longest open first; its own code, where that is nothing.</summary>
    public IReadOnlyList<WaitingFor> OpenWaits() =>
        Queries.Waiting.OpenWaits.Of(_log) is { Count: > 0 } open ? open : [new WaitingFor { Kind = WaitKind.Step, Since = _head.WaitsFor?.Since ?? _head.StartedAt }];

    /// <summary>Ends the execution as STOPPED, unless it is ending already.</summary>
    /// <returns>False when this activation takes part no longer and another must be asked.</returns>
    public bool Stop(ErrorObject? error)
    {
        var fitted = ErrorObjects.Fit(error ?? new ErrorObject());
        if (_next is { StoppedWith: null })
        {
            // The write that begins the next run may be under way: that run is stopped instead.
            _next = _next with { StoppedWith = fitted };
        }

        Close(ExecutionStatus.Stopped, null, fitted);
        return !HasLeft;
    }

    // In a turn of its own: nobody who has it run is to wait for a function that blocks.
    private void RunFunction(object? input)
    {
        var channel = new LocalChannel(this, parent: null, branchId: null, _cancellation.Token);
        _ = channel.LaneTurns.PostAsync(() =>
        {
            if (_phase == Phase.Running && !_isDraining)
            {
                _ = RunFunctionAsync(channel, input);
            }
        });
    }

    private async Task RunFunctionAsync(LocalChannel channel, object? input)
    {
        try
        {
            await RunToEndAsync(channel, input);
        }
        catch (Exception exception)
        {
            // Nobody awaits this, and an execution that nobody runs must not look as if somebody did.
            Fault(exception);
        }
    }

    private async Task RunToEndAsync(LocalChannel channel, object? input)
    {
        DurableContext.BeginFunction();
        var info = new ExecutionContextInfo(Arn, Id, _head.RunId, _head.TenantId, _host.OnStepBegins, _invocationServices, Telemetry);
        var context = DurableContext.CreateRoot(channel, info, _function, _head.StartedAt, _services.LoggerFactory);
        string? result;
        try
        {
            result = await _function.RunAsync(input, context, _invocationServices);
        }
        catch (Exception exception)
        {
            EndOfFunction(ExecutionStatus.Failed, null, ErrorObjects.From(exception), exception);
            return;
        }

        TellWhatIsLeft(channel);
        EndOfFunction(ExecutionStatus.Succeeded, result, null, null);
    }

    // What code comes to that does not fit the log is no end.
    private void EndOfFunction(ExecutionStatus status, string? result, ErrorObject? error, Exception? cause)
    {
        if (_parkReason is null)
        {
            Close(status, result, error, cause);
        }
    }

    private InvocationTrail Replay(StoredExecution stored)
    {
        var trail = new InvocationTrail(stored.Head.StartedAt);
        var last = stored.Head.StartedAt;

        // A damaged number is not to claim all memory.
        _log.EnsureCapacity((int)Math.Clamp(stored.Head.Operations, 0, stored.Segments.Sum(static segment => (long)segment.Length) / MinRecordBytes));
        LogRecordReader.Read(stored, Accept);
        if (_log.IsClosed)
        {
            throw new CheckpointStoreException(StoreFailure.Fatal, $"The log of '{Id}' contradicts its head: in the log it has ended. Nothing was changed.");
        }

        var now = TimeProvider.GetUtcNow();
        if (last - now > s_mostAhead)
        {
            throw new CheckpointStoreException(
                StoreFailure.Fatal, $"The log of '{Id}' goes up to {last:u}, which no clock can have shown; this host's says {now:u}. Nothing was changed.");
        }

        if (last - now > s_farAhead && _services.ClockWatch.TellsOnce())
        {
            LogAhead(_services.EngineLogger, Id, last, now);
        }

        _committedOperations = _log.Count;
        _clock.NotBefore(last);
        ReachWakeUp(stored.Head, last);
        return trail;

        void Accept(LogRecord record)
        {
            var before = _log.ChangeSequence;
            _log.Replay(record);
            last = record.Timestamp > last ? record.Timestamp : last;
            record.AddTo(trail, hasChangedLog: _log.ChangeSequence != before);
        }
    }
}
