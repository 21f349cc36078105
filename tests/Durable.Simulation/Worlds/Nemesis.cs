using Durable.Storage;
using Durable.Testing;

namespace Durable.Simulation.Worlds;

/// <summary>Makes go wrong what can go wrong, until it is told to let things be.</summary>
/// <param name="world">What it has at its mercy.</param>
/// <param name="random">Decides.</param>
/// <param name="clocks">Decides what becomes of clocks, where they jump.</param>
internal sealed class Nemesis(World world, Random random, Random clocks)
{
    private const int LongestJumpSeconds = 120;
    private const int MostSkewSeconds = 30;
    private const int MostJumpSeconds = 2 * 24 * 60 * 60;
    private const int JumpsAreRarerBy = 3;

    private readonly int _rarity = random.Next(10, 80);
    private readonly List<Node> _zombies = [];
    private int _items = random.Next(100, 3000);

    /// <summary>Whether it has done all it wanted.</summary>
    public bool IsDone { get; private set; }

    /// <summary>How far ahead of the true time a clock is that jumps: not at all, by less than an hour, or by days, or behind it.</summary>
    public static TimeSpan NextSkew(Random clocks) => clocks.Next(3) switch
    {
        0 => TimeSpan.Zero,
        1 => TimeSpan.FromSeconds(clocks.Next(-3600, 3600)),
        _ => TimeSpan.FromSeconds(clocks.Next(-MostJumpSeconds, MostJumpSeconds)),
    };

    /// <summary>Strikes now and then; called before each item of work.</summary>
    public void MayStrike()
    {
        if (IsDone)
        {
            return;
        }

        if (--_items <= 0)
        {
            Heal();
        }
        else if (random.Next(_rarity) == 0)
        {
            Strike();
        }
        else if (world.ClocksJump && clocks.Next(_rarity * JumpsAreRarerBy) == 0 && world.Nodes.Where(static node => node.IsAlive).ToArray() is { Length: > 0 } alive)
        {
            alive[clocks.Next(alive.Length)].Clock.Skew = NextSkew(clocks);
        }
    }

    /// <summary>Everything works again, and what is left of the old nodes dies some day.</summary>
    public void Heal()
    {
        IsDone = true;
        world.Disk.ClearFaults();
        world.Network.Heal();
        if (world.ClocksJump)
        {
            foreach (var node in world.Nodes)
            {
                node.Clock.Skew = TimeSpan.Zero;
            }
        }

        foreach (var zombie in _zombies)
        {
            world.Kill(zombie, requestsSurvive: true);
        }

        while (world.Cluster.Members.Count == 0)
        {
            world.AddNode();
        }

        for (var shard = 0; shard < World.Shards; shard++)
        {
            Any(world.Cluster.Members).Shards.Add(shard);
        }
    }

    private void Strike()
    {
        switch (random.Next(20))
        {
            case 0 or 1 when world.Cluster.Members.Count > 0:
                Kill(Any(world.Cluster.Members));
                break;
            case 2 when world.Scenario.Host.LeaseDuration is not null && world.Cluster.Members.Count > 0:
                Suspect(Any(world.Cluster.Members));
                break;
            case 3 when _zombies.Count > 0:
                var zombie = Any(_zombies);
                _zombies.Remove(zombie);
                world.Kill(zombie, requestsSurvive: random.Next(2) == 0);
                break;
            case 4:
                Revive();
                break;
            case 5 when world.Cluster.Members.Count > 0:
                ShutDown(Any(world.Cluster.Members));
                break;
            case 6 or 7:
                world.Disk.Inject(StoreRequestKind.Commit, NextFault(), random.Next(1, 4));
                break;
            case 8:
                world.Disk.Inject(StoreRequestKind.ReadHead, StoreFault.FailBefore(random.Next(4) == 0 ? StoreFailure.Fatal : StoreFailure.Transient), random.Next(1, 4));
                break;
            case 9:
                world.Disk.Inject(StoreRequestKind.Load, StoreFault.FailBefore(), random.Next(1, 4));
                break;
            case 10:
                world.Disk.Inject(StoreRequestKind.Create, NextFault());
                break;
            case 11:
                world.Disk.Inject(StoreRequestKind.ReadDue, StoreFault.FailBefore(), random.Next(1, 4));
                break;
            case 12 or 13:
                world.Network.Inject((CallFate)random.Next(5));
                break;
            case 14:
                world.Clock.Advance(TimeSpan.FromSeconds(random.Next(LongestJumpSeconds)));
                break;
            case 15 when world.Clock.NextDueAt - world.Clock.GetUtcNow() < TimeSpan.FromSeconds(LongestJumpSeconds):
                world.Clock.AdvanceToNextTimer();
                break;
            case 16 when world.Scenario.Host.LeaseDuration is not null && world.Cluster.Members.Count > 0:
                Any(world.Cluster.Members).Clock.Skew = TimeSpan.FromSeconds(random.Next(-MostSkewSeconds, MostSkewSeconds));
                break;
            case 17 or 18:
                TroubleExecution();
                break;
            default:
                HandOverShard();
                break;
        }
    }

    private void Kill(Node node)
    {
        world.Kill(node, requestsSurvive: random.Next(3) == 0);
        if (random.Next(2) == 0)
        {
            world.AddNode();
        }
    }

    // In good order, as far as it gets before its process ends.
    private void ShutDown(Node node)
    {
        world.Cluster.Leave(node);
        node.Drain();
        _zombies.Add(node);
    }

    // It lives on without knowing that the others have given it up.
    private void Suspect(Node node)
    {
        world.Cluster.Leave(node);
        _zombies.Add(node);
        world.AddNode();
    }

    private void Revive()
    {
        if (world.Cluster.Members.Count < world.MaxNodes)
        {
            world.AddNode();
        }
    }

    private void HandOverShard()
    {
        var shard = random.Next(World.Shards);
        foreach (var node in world.Cluster.Members)
        {
            if (random.Next(2) == 0)
            {
                node.Shards.Remove(shard);
            }
            else
            {
                node.Shards.Add(shard);
            }
        }
    }

    // An execution gives itself up; what is on its way to a branch, or from it, arrives late, or when its execution is over.
    private void TroubleExecution()
    {
        var residences = world.Nodes.Where(static node => node.IsAlive).SelectMany(static node => node.Residences).ToArray();
        if (residences.Length == 0)
        {
            return;
        }

        var residence = residences[random.Next(residences.Length)];
        switch (random.Next(4))
        {
            case 0:
                residence.Branches?.FailNext();
                break;
            case 1:
                residence.GiveUp(new TimeoutException("It was given up."));
                break;
            default:
                residence.Branches?.Delay(random.Next, random.Next(1, 200));
                break;
        }
    }

    private StoreFault NextFault() => random.Next(6) switch
    {
        0 or 1 => StoreFault.FailBefore(),
        2 => StoreFault.FailBefore(StoreFailure.UnknownOutcome),
        3 or 4 => StoreFault.FailAfter(),
        _ => StoreFault.FailBefore(StoreFailure.Fatal),
    };

    private Node Any(IReadOnlyList<Node> nodes) => nodes[random.Next(nodes.Count)];
}
