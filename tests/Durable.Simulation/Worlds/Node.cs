using Durable.Core.Codecs;
using Durable.Core.Functions;
using Durable.Core.Hosting;
using Durable.Core.Residence;
using Durable.Model;
using Durable.Simulation.Programs;
using Durable.Storage;
using Durable.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Durable.Simulation.Worlds;

/// <summary>
/// A process that hosts executions, in the shell that every host has (<see cref="ResidentExecution"/>). What is asked of it comes over the
/// network and goes by way of its own lane to the lane of an execution.
/// </summary>
internal sealed partial class Node
{
    private const int FewPlaces = 2;

    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    private readonly World _world;
    private readonly QueuedStore _wire;
    private readonly LaneScheduler _shell;
    private readonly DurableFunctionRegistry _functions = new();
    private readonly EngineParts _engine;
    private readonly Dictionary<ExecutionId, NodeResidence> _residences = [];
    private readonly List<NodeResidence> _all = [];
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
        if (world.Poison is { } poison)
        {
            _functions.Add(new DurableFunctionDefinition<ProgramInput, string>(
                Poison.Function, new DurableFunctionOptions(), _functions, (_, _, _) => poison.RunAsync(this)));
        }

        _engine = new EngineParts(_wire, world.NewOptions(), Clock, new NoServices(), NullLoggerFactory.Instance, _functions, PayloadCodecs.None, hasLeases: true);
        _timer = world.Clock.CreateTimer(_ => Post(SweepAsync), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Post(BeginAsync);
        if (world.ClocksJump)
        {
            _engine.Executions.ClockWatch.Jumped += OnClockJumped;
            _looks = world.Clock.CreateTimer(_ => Post(LookAtClockAsync), null, ClockWatch.Interval, ClockWatch.Interval);
        }
    }

    /// <summary>Raised when the process dies.</summary>
    public event EventHandler? Died;

    public int Number { get; }

    public bool IsAlive { get; private set; } = true;

    /// <summary>Whether it is about to leave in good order.</summary>
    public bool IsClosing { get; private set; }

    public SkewedTimeProvider Clock { get; }

    /// <summary>Places that executions have taken: those that run, and those that are being created.</summary>
    public int Awake { get; set; }

    /// <summary>Whether a start that comes now finds no place.</summary>
    public bool IsFull => _world.Scenario.HasFewPlaces && Awake >= FewPlaces;

    /// <summary>Calls under way.</summary>
    public int Calls { get; private set; }

    /// <summary>Where executions are, and where something is left to do for one.</summary>
    public IReadOnlyCollection<NodeResidence> Residences => _residences.Values;

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
        _all.ForEach(static residence => residence.Crash());
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
        IsClosing = true;
        foreach (var residence in _residences.Values)
        {
            residence.Resident.Current?.Drain();
        }
    }

    /// <summary>Lets go of a residence in which nothing is left.</summary>
    public void Remove(NodeResidence residence)
    {
        _residences.Remove(residence.Resident.Id);
        _world.Cluster.Forget(residence.Resident.Id, this);
    }

    public Task<bool> StartAsync(ScenarioStart start)
    {
        var payload = _functions.SerializerOf(start.Id.FunctionName).Serialize(start.Input, new SerializationContext(start.Id, null));
        return UseAsync(start.Id, async resident =>
        {
            try
            {
                await resident.StartAsync(ExecutionStart.ByClient(start.Id, payload), CancellationToken.None);
                return true;
            }
            catch (ExecutionAlreadyStartedException)
            {
                return false;
            }
        });
    }

    public Task<bool> WakeAsync(ExecutionId id) => UseAsync(id, static async resident =>
    {
        await resident.WakeAsync();
        return true;
    });

    public Task<bool> StopAsync(ExecutionId id, ErrorObject error) => UseAsync(id, async resident =>
    {
        await resident.StopAsync(error);
        return true;
    });

    public Task<bool> ResumeAsync(ExecutionId id) => UseAsync(id, static resident => resident.ResumeAsync());

    public Task<CallbackOutcome> AnswerAsync(ExecutionId id, CallbackRequest request) => UseAsync(id, resident => resident.AnswerAsync(request));

    public override string ToString() => $"{Number} with {_residences.Count} executions, skew {Clock.Skew}, looks at {_armedFor:T}{(_isSweeping ? " (looking)" : "")}";

    private async Task<T> UseAsync<T>(ExecutionId id, Func<ResidentExecution, Task<T>> use)
    {
        if (IsClosing && !HasLeases)
        {
            throw new OperationCanceledException("The host is shutting down.");
        }

        if (!_residences.TryGetValue(id, out var residence) || !residence.TryEnter())
        {
            residence = new NodeResidence(this, _world, _engine.Residents, id);
            residence.TryEnter();
            _residences[id] = residence;
            _all.Add(residence);
        }

        Calls++;
        try
        {
            return await residence.PostAsync(use);
        }
        finally
        {
            Calls--;
            residence.Exit();
        }
    }

    private Task LookAtClockAsync()
    {
        _engine.Executions.ClockWatch.Look();
        return Task.CompletedTask;
    }

    private void OnClockJumped(object? sender, ClockJump jump)
    {
        if (_armedFor < DateTimeOffset.MaxValue)
        {
            Arm(_armedFor);
        }

        foreach (var residence in _residences.Values)
        {
            _ = residence.Resident.Current?.PostAsync(execution => execution.OnClockJumped(jump));
        }
    }

    private async Task<string> RunProgramAsync(ProgramInput input, IDurableContext context)
    {
        var id = context.ExecutionContext.ExecutionId;
        var execution = _residences[id].Resident.Current!.Execution;
        var from = execution.Head;
        var entry = _world.Ledger.Find(id)!;
        entry.Require(from.Version > 1 || from.CommitId == entry.CreatedBy, "somebody else had created it, and it was begun anew");
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

        bool IsCurrent() => entry.Head.Version == from.Version || entry.Writer == execution.ActivationId;
    }

    // What nobody waits for must not fail unseen.
    private async Task RunAsync(Func<Task> action)
    {
        try
        {
            await action();
        }
        catch (Exception exception) when (exception
            is CheckpointStoreException or TimeoutException or ExecutionParkedException or InvocationsLostException or OperationCanceledException)
        {
            // Whoever it was for tries again.
        }
        catch (Exception exception)
        {
            _world.Verdict.Report($"Node {Number}", exception);
        }
    }
}
