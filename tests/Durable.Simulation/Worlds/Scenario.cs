using Durable.Simulation.Programs;
using Durable.Testing;

namespace Durable.Simulation.Worlds;

/// <summary>What is to run: the same in worlds in which all goes wrong and in the one in which nothing does.</summary>
internal sealed class Scenario
{
    private const int Invokable = 4;
    private const int Executions = 5;
    private const int LongestStop = 120;

    private readonly List<ProgramNode> _programs = [];
    private readonly List<ScenarioStart> _starts = [];

    private Scenario(int number)
    {
        Number = number;
        HasRaces = number % 4 == 3;
        var random = new Random(number);
        Host = (random.Next(3) == 0 ? EngineHost.Embedded : EngineHost.Grains) with { InlinesContinuations = random.Next(4) > 0 };
        IsAtMostOnce = random.Next(2) == 0;
        HibernateAfter = TimeSpan.FromSeconds(random.Next(3) * 30);
        MaxBatchOperations = random.Next(3) == 0 ? random.Next(1, 5) : 250;
        HasFewPlaces = random.Next(4) == 0;
        for (var i = 0; i < Invokable; i++)
        {
            _programs.Add(new ProgramGenerator(random, atMostOnce: IsAtMostOnce, invokable: i, maxDepth: 1, races: HasRaces).Next());
        }

        var generator = new ProgramGenerator(random, atMostOnce: IsAtMostOnce, invokable: Invokable, maxDepth: 2, races: HasRaces);
        for (var i = 0; i < Executions; i++)
        {
            _programs.Add(generator.Next());
            _starts.Add(new ScenarioStart(
                new ExecutionId(ProgramRun.Function, $"execution-{i}"),
                new ProgramInput(Invokable + i, Rounds: random.Next(8) == 0 ? random.Next(1, 4) : 0),
                After: TimeSpan.FromSeconds(random.Next(20)),
                StopAfter: random.Next(12) == 0 ? TimeSpan.FromSeconds(random.Next(LongestStop)) : null));
        }
    }

    public int Number { get; }

    /// <summary>The kind of host.</summary>
    public EngineHost Host { get; }

    /// <summary>Whether there are at-most-once steps, whose attempts a crash uses up, so that histories differ.</summary>
    public bool IsAtMostOnce { get; }

    /// <summary>Whether what programs come to depends on who is first: then each run may come to something else, but no replay.</summary>
    public bool HasRaces { get; }

    /// <summary>Whether there is an execution that kills its process. Where nothing goes wrong, there is none.</summary>
    public bool HasPoison => Host.LeaseDuration is null && Number % 2 == 1;

    public TimeSpan HibernateAfter { get; }

    public int MaxBatchOperations { get; }

    /// <summary>Whether nodes have so few places that starts are refused.</summary>
    public bool HasFewPlaces { get; }

    /// <summary>What executions run; the first ones are there to be invoked.</summary>
    public IReadOnlyList<ProgramNode> Programs => _programs;

    /// <summary>What clients start.</summary>
    public IReadOnlyList<ScenarioStart> Starts => _starts;

    /// <summary>The scenario of that number.</summary>
    public static Scenario Of(int number) => new(number);

    public override string ToString() =>
        $"{(Host.LeaseDuration is null ? "embedded" : "cluster")}, hibernates after {HibernateAfter}, {MaxBatchOperations} updates a checkpoint{(HasFewPlaces ? ", few places" : "")}"
        + $"{Environment.NewLine}{string.Join(Environment.NewLine, Programs.Select(static (program, index) => $"{index}: {program}"))}";
}

/// <summary>A start that a client asks for.</summary>
/// <param name="Id">The execution.</param>
/// <param name="Input">Its input.</param>
/// <param name="After">When it is asked for, after the beginning.</param>
/// <param name="StopAfter">When a client stops it, after it was started; null for never.</param>
internal sealed record ScenarioStart(ExecutionId Id, ProgramInput Input, TimeSpan After, TimeSpan? StopAfter);
