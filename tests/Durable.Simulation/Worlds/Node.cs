using Durable.Core.Engine;
using Durable.Core.Engine.Callbacks;
using Durable.Core.Engine.Invokes;
using Durable.Core.Functions;
using Durable.Core.Hosting;
using Durable.Core.Log;
using Durable.Core.Residence;
using Durable.Model;
using Durable.Simulation.Programs;
using Durable.Storage;
using Durable.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Durable.Simulation.Worlds;

/// <summary>
/// A process that hosts executions: the engine as it is, in a shell that does what the hosts do. What is asked of it comes over the network
/// and runs in its one lane.
/// </summary>
internal sealed partial class Node
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    private readonly World _world;
    private readonly QueuedStore _wire;
    private readonly LaneScheduler _shell;
    private readonly DurableFunctionRegistry _functions = new();
    private readonly ExecutionServices _services;
    private readonly ExecutionLoader _loader;
    private readonly Dictionary<ExecutionId, EngineActivation> _running = [];
    private readonly Dictionary<ExecutionId, Task<EngineActivation?>> _loading = [];
    private readonly Dictionary<EngineActivation, ExecutionHead> _loadedFrom = [];
    private readonly List<EngineActivation> _all = [];
    private readonly ITimer? _looks;

    public Node(World world, int number)
    {
        _world = world;
        Number = number;
        Clock = new SkewedTimeProvider(world.Clock) { Skew = world.SkewAtStart() };
        _wire = new QueuedStore(world.Disk, world.Work);
        _shell = new LaneScheduler(world.Work.AddLane(inOrder: true), inlines: true);
        _functions.Add(new DurableFunctionDefinition<ProgramInput, string>(
            ProgramRun.Function, new DurableFunctionOptions(), _functions, (_, input, context) => RunProgramAsync(input, context)));
        _services = new ExecutionServices(_wire, world.NewOptions(), Clock, new NoServices(), NullLoggerFactory.Instance, _functions);
        _loader = new ExecutionLoader(_services, _functions);
        _timer = world.Clock.CreateTimer(_ => Post(SweepAsync), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Post(BeginAsync);
        if (world.ClocksJump)
        {
            _services.ClockWatch.Jumped += OnClockJumped;
            _looks = world.Clock.CreateTimer(_ => Post(LookAtClockAsync), null, ClockWatch.Interval, ClockWatch.Interval);
        }
    }

    /// <summary>Raised when the process dies.</summary>
    public event EventHandler? Died;

    public int Number { get; }

    public bool IsAlive { get; private set; } = true;

    public SkewedTimeProvider Clock { get; }

    /// <summary>What is in memory.</summary>
    public IReadOnlyCollection<EngineActivation> Activations => _running.Values;

    /// <summary>Runs something in the node's lane.</summary>
    public void Post(Func<Task> action) => _ = _shell.PostAsync(() => _ = RunAsync(action));

    /// <summary>Ends the process.</summary>
    /// <param name="requestsSurvive">Whether what it has asked of the store still gets there.</param>
    public void Kill(bool requestsSurvive)
    {
        IsAlive = false;
        _shell.Lane.Close();
        _timer.Dispose();
        _looks?.Dispose();
        foreach (var activation in _all)
        {
            activation.Crash();
        }

        if (requestsSurvive && !HasLeases)
        {
            // Whoever comes next gets the store when they are done.
            _wire.Flush();
        }

        if (!requestsSurvive || !HasLeases)
        {
            _wire.Cut();
        }

        Died?.Invoke(this, EventArgs.Empty);
    }

    /// <summary>Lets all executions leave in good order.</summary>
    public void Drain()
    {
        foreach (var activation in _running.Values)
        {
            _ = activation.PostAsync(static execution => execution.Drain());
        }
    }

    public Task<bool> StartAsync(ScenarioStart start)
    {
        var function = _functions.Get(start.Id.FunctionName);
        var payload = function.Serializer.Serialize(start.Input, new SerializationContext(start.Id, null));
        return StartAsync(ExecutionStart.ByClient(start.Id, payload), function);
    }

    public async Task<bool> WakeAsync(ExecutionId id)
    {
        try
        {
            if (await ActivateAsync(id) is null)
            {
                Post(() => SettleAsync(id));
            }
        }
        catch (Exception exception) when (exception is ExecutionParkedException or InvocationsLostException)
        {
            _world.Cluster.Forget(id, this);
        }

        return true;
    }

    public async Task<bool> StopAsync(ExecutionId id, ErrorObject error)
    {
        while (true)
        {
            try
            {
                if (await ActivateAsync(id) is not { } activation)
                {
                    return true;
                }

                _ = activation.PostAsync(execution => execution.Stop(error));
                await activation.Gone;
            }
            catch (Exception exception) when (exception is ExecutionParkedException or InvocationsLostException)
            {
                if (await _services.Parking.StopAsync(id, error, CancellationToken.None) is not null)
                {
                    Post(() => SettleAsync(id));
                    return true;
                }
            }
        }
    }

    public async Task<bool> ResumeAsync(ExecutionId id)
    {
        await _services.Parking.UnparkAsync(id, isByHand: true, CancellationToken.None);
        while (true)
        {
            try
            {
                await ActivateAsync(id);
                return true;
            }
            catch (ExecutionParkedException) when (_running.ContainsKey(id))
            {
                return true;
            }
            catch (Exception exception) when (exception is ExecutionParkedException or InvocationsLostException)
            {
                // Another call had read the head before; as in the hosts, who joined it looks again.
                if (await _services.Store.ReadHeadAsync(id, includeData: false, CancellationToken.None) is not { Status: ExecutionStatus.Running, ParkedAt: null })
                {
                    throw;
                }
            }
        }
    }

    public Task<CallbackOutcome> AnswerAsync(ExecutionId id, CallbackCall call) => AskAsync(
        id,
        execution => execution.AnswerAsync(call),
        async () => await _services.Store.LoadAsync(id) is { } ended ? CallbackRules.AfterEnd(ended, call) : CallbackOutcome.Unknown,
        isQuiet: call.Action == CallbackAction.Heartbeat);

    public Task<bool> TakeEndAsync(ExecutionInvoker invoker, InvokeEnd end) => AskAsync(
        invoker.ExecutionId,
        execution => execution.TakeInvokeEndAsync(invoker.RunId, invoker.OperationId, end),
        static () => Task.FromResult(true),
        isQuiet: false);

    public override string ToString() => $"{Number} with {_running.Count} executions, skew {Clock.Skew}, looks at {_armedFor:T}{(_isSweeping ? " (looking)" : "")}";

    private Task LookAtClockAsync()
    {
        _services.ClockWatch.Look();
        return Task.CompletedTask;
    }

    private void OnClockJumped(object? sender, ClockJump jump)
    {
        if (_armedFor < DateTimeOffset.MaxValue)
        {
            Arm(_armedFor);
        }

        foreach (var activation in _running.Values.ToArray())
        {
            _ = activation.PostAsync(execution => execution.OnClockJumped(jump));
        }
    }

    private async Task<string> RunProgramAsync(ProgramInput input, IDurableContext context)
    {
        var id = context.ExecutionContext.ExecutionId;
        var activation = _running[id];
        var from = _loadedFrom[activation];
        var entry = _world.Ledger.Find(id)!;
        var run = new ProgramRun(
            _world.Scenario.Programs[input.Program],
            _world.Clock,
            (body, awaited) => entry.OnBody(body, awaited, from.RunId, IsCurrent()),
            entry.Memory,
            IsCurrent);
        var result = await run.RunAsync(context);
        if (input.Rounds > 0)
        {
            await context.ContinueAsNewAsync(input with { Rounds = input.Rounds - 1 });
        }

        return result;

        bool IsCurrent() => entry.Head.Version == from.Version || entry.Writer == activation.Execution.ActivationId;
    }

    private async Task<bool> StartAsync(ExecutionStart start, DurableFunctionDefinition function)
    {
        var id = start.Id;
        var input = start.ReadInput(function);
        var head = start.ToHead(function, Clock.GetUtcNow(), _world.Scenario.Host.LeaseDuration);
        if (await _services.Committer.CreateAsync(head, static (_, _) => { }, CancellationToken.None) is { } existing)
        {
            if (existing is { Status: ExecutionStatus.Running, WakeUp.Kind: WakeUpKind.Lease } && !_running.ContainsKey(id))
            {
                // Whoever made it never learned that, or is gone.
                Post(() => WakeAgainAsync(id));
            }

            return start.IsSameAs(existing, function);
        }

        var entry = _world.Ledger.Find(id)!;
        entry.Require(entry.CreatedBy == head.CommitId, "somebody else had created it, and it was begun anew");
        if (!_running.ContainsKey(id))
        {
            _ = Activate(function, head).PostAsync(execution => execution.Start(input));
        }

        return true;
    }

    private async Task<T> AskAsync<T>(ExecutionId id, Func<Execution, Task<T>> ask, Func<Task<T>> whenEnded, bool isQuiet)
    {
        Task<T>? answer = null;
        if (await ActivateAsync(id, Resume) is not { } activation)
        {
            return await whenEnded();
        }

        return await (answer ?? activation.AskAsync(ask));

        // In the same turn, so that the execution cannot come to rest in between.
        void Resume(Execution execution, StoredExecution stored)
        {
            execution.Resume(stored, isQuiet);
            answer = ask(execution);
        }
    }

    private Task<EngineActivation?> ActivateAsync(ExecutionId id) => ActivateAsync(id, static (execution, stored) => execution.Resume(stored));

    private async Task<EngineActivation?> ActivateAsync(ExecutionId id, Action<Execution, StoredExecution> resume)
    {
        if (!_loading.TryGetValue(id, out var loading))
        {
            if (_running.TryGetValue(id, out var running))
            {
                return running;
            }

            _loading[id] = loading = LoadAsync(id, resume);
        }

        try
        {
            return await loading;
        }
        finally
        {
            if (_loading.GetValueOrDefault(id) == loading)
            {
                _loading.Remove(id);
            }
        }
    }

    private async Task<EngineActivation?> LoadAsync(ExecutionId id, Action<Execution, StoredExecution> resume)
    {
        if (await _loader.LoadAsync(id, CancellationToken.None) is not { } loaded)
        {
            return null;
        }

        if (_running.TryGetValue(id, out var running))
        {
            return running;
        }

        var activation = Activate(loaded.Function, loaded.Stored.Head);
        try
        {
            await activation.PostAsync(execution => resume(execution, loaded.Stored));
            return activation;
        }
        catch (InvocationsLostException exception)
        {
            Forget(activation);
            activation.Crash();
            await _loader.ParkAsync(loaded.Stored.Head, exception, CancellationToken.None);
            throw;
        }
        catch (Exception exception)
        {
            // Nobody has damaged it, so whatever has been committed must be replayed.
            _world.Verdict.Report($"The log of {id}", exception);
            throw;
        }
    }

    private EngineActivation Activate(DurableFunctionDefinition function, ExecutionHead head)
    {
        var activation = new EngineActivation(_world.Work, Clock, _services, function, head, _world.Scenario.Host, this);
        _running[head.Id] = activation;
        _loadedFrom.Add(activation, head);
        _all.Add(activation);
        return activation;
    }

    // What nobody waits for must not fail unseen.
    private async Task RunAsync(Func<Task> action)
    {
        try
        {
            await action();
        }
        catch (Exception exception) when (exception is CheckpointStoreException or TimeoutException or ExecutionParkedException or InvocationsLostException)
        {
            // Whoever it was for tries again.
        }
        catch (Exception exception)
        {
            _world.Verdict.Report($"Node {Number}", exception);
        }
    }
}
