using Durable.Model;
using Durable.Simulation.Programs;

namespace Durable.Simulation.Worlds;

/// <summary>
/// An execution whose function kills its process whenever it runs. Losses in a row are counted and park it; then its operator, who has seen why,
/// stops it.
/// </summary>
internal sealed class Poison
{
    /// <summary>Its function.</summary>
    public const string Function = "poison";

    // Rows of losses that a node which leaves gracefully, or a store that fails, has broken off are counted anew.
    private const int MaxKills = 40;

    private static readonly ErrorObject s_poisonous = new() { ErrorMessage = "kills its process" };

    private readonly World _world;
    private int _kills;

    public Poison(World world)
    {
        _world = world;
        Start = new ScenarioStart(new ExecutionId(Function, "it"), new ProgramInput(0), After: TimeSpan.FromSeconds(world.Draw(20)), StopAfter: null);
    }

    /// <summary>How it is started.</summary>
    public ScenarioStart Start { get; }

    /// <summary>Runs its function.</summary>
    public Task<string> RunAsync(Node node)
    {
        _world.Verdict.Require(++_kills <= MaxKills, $"{Start.Id} has killed its process {_kills} times and is not parked.");
        _world.Kill(node, requestsSurvive: _world.Draw(2) == 0);

        // No code of it runs any more.
        return new TaskCompletionSource<string>().Task;
    }

    /// <summary>Stops it, parked as it is.</summary>
    public Task StopAsync() => _world.Cluster.AskAsync(Start.Id, node => node.StopAsync(Start.Id, s_poisonous));
}
