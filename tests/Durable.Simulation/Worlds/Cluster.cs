using Durable.Storage;

namespace Durable.Simulation.Worlds;

/// <summary>Which nodes there are, as far as the others know, and where each execution is.</summary>
/// <param name="network">How to reach them.</param>
/// <param name="clock">The true time.</param>
/// <param name="random">Where an execution goes that is nowhere.</param>
internal sealed class Cluster(Network network, TimeProvider clock, Random random)
{
    private const int Misled = 4;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(500);

    private readonly List<Node> _members = [];
    private readonly Dictionary<ExecutionId, Node> _places = [];
    private readonly Dictionary<ExecutionId, Node> _formerPlaces = [];

    /// <summary>Nodes that are not taken for dead.</summary>
    public IReadOnlyList<Node> Members => _members;

    public void Join(Node node) => _members.Add(node);

    /// <summary>The node is dead, or taken for dead: what it had is looked for elsewhere.</summary>
    public void Leave(Node node)
    {
        _members.Remove(node);
        foreach (var id in _places.Where(place => place.Value == node).Select(static place => place.Key).ToArray())
        {
            _places.Remove(id);
            _formerPlaces[id] = node;
        }
    }

    /// <summary>The execution has left the memory of a node.</summary>
    public void Forget(ExecutionId id, Node node)
    {
        if (_places.GetValueOrDefault(id) == node)
        {
            _places.Remove(id);
        }
    }

    /// <summary>Asks whatever node has the execution until one answers.</summary>
    /// <exception cref="ExecutionParkedException">It stands still.</exception>
    public async Task<T> AskAsync<T>(ExecutionId id, Func<Node, Task<T>> ask)
    {
        while (true)
        {
            if (_members.Count > 0)
            {
                var node = Place(id);
                try
                {
                    return await network.CallAsync(node, () => ask(node));
                }
                catch (Exception exception) when (exception is TimeoutException or CheckpointStoreException or OperationCanceledException or DurableOverloadedException)
                {
                    // Whoever is asked again may be another one.
                }
            }

            await Task.Delay(s_pause, clock);
        }
    }

    private Node Place(ExecutionId id)
    {
        if (_formerPlaces.TryGetValue(id, out var former) && former.IsAlive && random.Next(Misled) == 0)
        {
            // The node that had it lives on, though it is taken for dead, and whoever asks has not heard of that.
            return former;
        }

        if (!_places.TryGetValue(id, out var node))
        {
            node = _members[random.Next(_members.Count)];
            _places.Add(id, node);
        }

        return node;
    }
}
