using Durable.Core.Engine;
using Durable.Storage;
using Durable.Testing;

namespace Durable.Simulation.Worlds;

/// <summary>
/// A cluster of nodes, or one embedded process after the other, with its store, its clients and its clock, on one thread. What runs next
/// and what goes wrong follows from the seed alone.
/// </summary>
internal sealed class World
{
    /// <summary>Shards of what is due.</summary>
    public const int Shards = 3;

    private const int MaxItems = 2_000_000;
    private const int OneWithJumpsIn = 4;

    private static readonly TimeSpan s_longest = TimeSpan.FromDays(20);
    private static readonly TimeSpan s_longestFarewell = TimeSpan.FromHours(1);

    private readonly Random _random;
    private readonly Random _clocks;
    private readonly List<Node> _nodes = [];
    private readonly Nemesis? _nemesis;
    private readonly Outside _outside;
    private readonly RestCheck _restCheck = new();
    private int _fingerprint = 17;

    /// <param name="scenario">What runs.</param>
    /// <param name="seed">Decides what goes wrong, and in which order all is done; null when nothing goes wrong and all is done in turn.</param>
    public World(Scenario scenario, int? seed = null)
    {
        var isDisturbed = seed is not null;
        Scenario = scenario;
        _random = new Random((seed ?? 0) ^ 0x5EED);
        Work = new WorkQueue(isDisturbed ? Choose : null);
        Ledger = new Ledger(new InMemoryCheckpointStore(Clock), Verdict);
        Disk = new FaultInjectingCheckpointStore(Ledger);
        Network = new Network(Work);
        Cluster = new Cluster(Network, Clock, _random);
        MaxNodes = scenario.Host.LeaseDuration is null ? 1 : isDisturbed ? _random.Next(1, 4) : 1;
        _clocks = new Random((seed ?? 0) ^ 0xC10C);
        ClocksJump = isDisturbed && _clocks.Next(OneWithJumpsIn) == 0;
        _nemesis = isDisturbed ? new Nemesis(this, _random, _clocks) : null;
        Poison = isDisturbed && scenario.HasPoison ? new Poison(this) : null;
        while (_nodes.Count < MaxNodes)
        {
            AddNode();
        }

        for (var shard = 0; shard < Shards; shard++)
        {
            _nodes[shard % MaxNodes].Shards.Add(shard);
        }

        _outside = new Outside(this);
    }

    public Scenario Scenario { get; }

    /// <summary>Whether clocks are set forward and back by up to days, and are wrong when a node starts.</summary>
    public bool ClocksJump { get; }

    public WorkQueue Work { get; }

    /// <summary>The true time.</summary>
    public ManualTimeProvider Clock { get; } = new();

    public Verdict Verdict { get; } = new();

    public Ledger Ledger { get; }

    /// <summary>The store at the far end of each node's wire, where faults can be ordered.</summary>
    public FaultInjectingCheckpointStore Disk { get; }

    public Network Network { get; }

    /// <summary>The execution that kills its process; null when there is none.</summary>
    public Poison? Poison { get; }

    public Cluster Cluster { get; }

    /// <summary>All nodes that ever were.</summary>
    public IReadOnlyList<Node> Nodes => _nodes;

    public int MaxNodes { get; }

    /// <summary>The same for two runs in which everything happened in the same order.</summary>
    public int Fingerprint => _fingerprint;

    /// <summary>Options of a node's engine.</summary>
    public DurableEngineOptions NewOptions() => new()
    {
        HibernateAfter = Scenario.HibernateAfter,
        MaxBatchOperations = Scenario.MaxBatchOperations,
        Jitter = _random.NextDouble,

        // Processes die often here; the operator resumes what is parked for that.
        MaxLostInvocations = SuspectGate.SuspectFrom + 1,
    };

    /// <summary>One of so many.</summary>
    public int Draw(int count) => _random.Next(count);

    /// <summary>Whether something happens that happens once in so many times, where anything is left to chance.</summary>
    public bool Flip(int oneIn) => _nemesis is not null && _random.Next(oneIn) == 0;

    /// <summary>By how much the clock of a node is wrong when it starts.</summary>
    public TimeSpan SkewAtStart() => ClocksJump && _nemesis is { IsDone: false } ? Nemesis.NextSkew(_clocks) : TimeSpan.Zero;

    /// <summary>Starts a node.</summary>
    public void AddNode()
    {
        var isAlone = Scenario.Host.LeaseDuration is null;
        if (isAlone && _nodes.Exists(static node => node.IsAlive))
        {
            // Its store is locked until that one is gone, if it only drains.
            return;
        }

        var node = new Node(this, _nodes.Count);
        if (isAlone)
        {
            node.Shards.UnionWith(Enumerable.Range(0, Shards));
        }

        _nodes.Add(node);
        Cluster.Join(node);
    }

    /// <summary>Ends a node's process.</summary>
    public void Kill(Node node, bool requestsSurvive)
    {
        node.Kill(requestsSurvive);
        Cluster.Leave(node);
        if (Scenario.Host.LeaseDuration is null)
        {
            // Its store is locked until it is gone, and then nobody else is there.
            AddNode();
        }
    }

    /// <summary>Runs until all executions have ended, and everybody knows.</summary>
    /// <exception cref="ViolationException">A promise was broken.</exception>
    public void Run()
    {
        var begun = Clock.GetUtcNow();
        while (_outside.UnderWay > 0 || Ledger.Open > 0)
        {
            _nemesis?.MayStrike();
            if (Work.RunOne())
            {
                Verdict.ThrowIfBroken();
            }
            else if (Cluster.Members.Count == 0)
            {
                // Nothing happens before a node comes back.
                _nemesis!.Heal();
            }
            else
            {
                RequireRest();
                Require(Clock.AdvanceToNextTimer(), "Nothing can go on any more");
            }

            Require(Clock.GetUtcNow() - begun < s_longest, "Executions do not end");
            Require(Work.Ran < MaxItems, "Executions do not come to rest");
        }

        RequireVacated();
        if (Ledger.CheckDiskAsync() is { IsCompletedSuccessfully: false } check)
        {
            Verdict.Report("The disk", check.Exception!.InnerException!);
        }

        Verdict.ThrowIfBroken();
    }

    private int Choose(int choices)
    {
        var choice = _random.Next(choices);
        _fingerprint = unchecked((((_fingerprint * 31) + choices) * 31) + choice);
        return choice;
    }

    private void RequireRest()
    {
        if (_restCheck.Find(Cluster.Members.SelectMany(static node => node.Residences), Clock.GetUtcNow()) is { Execution: var execution })
        {
            Verdict.Require(false, $"{execution.Id} has nothing under way, and does not know that it is suspended, at {Clock.GetUtcNow():O}.");
        }
    }

    // On a cluster an activation that was overtaken may sleep for long before it learns that.
    private void RequireVacated()
    {
        var begun = Clock.GetUtcNow();
        while (Cluster.Members.Any(static node => node.Calls > 0) || (Scenario.Host.LeaseDuration is null && Cluster.Members.Any(static node => node.Residences.Count > 0)))
        {
            if (!Work.RunOne())
            {
                Verdict.Require(Clock.AdvanceToNextTimer() && Clock.GetUtcNow() - begun < s_longestFarewell, "All has ended, and something is left in memory.");
            }

            Verdict.ThrowIfBroken();
        }

        foreach (var node in Cluster.Members)
        {
            var awake = node.Residences.Count(static residence => residence.Resident.Current is { IsSuspended: false });
            Verdict.Require(node.Awake == awake, $"Node {node}: {node.Awake} places are taken by {awake} executions.");
        }
    }

    private void Require(bool condition, string otherwise)
    {
        if (!condition)
        {
            var open = Ledger.Entries.Where(static entry => entry.IsOpen).Select(static entry =>
                $"{entry.Ordinal}: {entry.Head.Id}, {entry.Head.Status}, version {entry.Head.Version}, parked {entry.Head.ParkedAt:T}, wakes {entry.Head.WakeUp}, "
                + $"open: {string.Join(", ", entry.Log.Snapshot().Values.Where(static operation => !operation.IsTerminal).Select(static operation => $"{operation.Id} {operation.Type} {operation.Name} {operation.Status}"))}");
            Verdict.Require(false, $"{otherwise} at {Clock.GetUtcNow():O}: {_outside.UnderWay} calls are not answered, nodes {string.Join(", ", Cluster.Members)}."
                + $"{Environment.NewLine}{string.Join(Environment.NewLine, open)}");
        }
    }
}
