namespace Durable.Simulation.Programs;

/// <summary>Makes programs from a source of randomness.</summary>
/// <param name="random">The source.</param>
/// <param name="races">Whether branches may race, so that the result depends on who is first.</param>
/// <param name="atMostOnce">Whether there are at-most-once steps, whose attempts a crash uses up.</param>
/// <param name="invokable">How many programs there are that others may invoke, from number 0.</param>
/// <param name="maxDepth">How deep they are nested.</param>
internal sealed class ProgramGenerator(Random random, bool races = false, bool atMostOnce = false, int invokable = 0, int maxDepth = 4)
{
    public ProgramNode Next() => new ProgramNode.Sequence(Nodes(1, 5, maxDepth));

    private ProgramNode Node(int depth) => races && depth > 0 && random.Next(3) == 0 ? Race(depth - 1) : random.Next(depth <= 0 ? 8 : 13) switch
    {
        <= 5 => Leaf(),
        6 => new ProgramNode.Together([.. Enumerable.Range(0, random.Next(2, 4)).Select(_ => Leaf())]),
        7 => random.Next(4) == 0 ? new ProgramNode.Throw(random.Next(100)) : Leaf(),
        8 => new ProgramNode.Sequence(Nodes(1, 4, depth - 1)),
        9 => new ProgramNode.Child(new ProgramNode.Sequence(Nodes(0, 4, depth - 1)), IsFlat: random.Next(3) == 0),
        _ => Batch(depth - 1),
    };

    // Runners of different length, among them operations that end from outside.
    private ProgramNode.Race Race(int depth) => new(
        [.. Enumerable.Range(0, random.Next(2, 5)).Select(_ => random.Next(3) == 0 ? Leaf() : new ProgramNode.Sequence(Nodes(1, 4, depth - 1)))],
        (RaceEnd)random.Next(4));

    private ProgramNode Leaf() => random.Next(invokable > 0 ? 14 : 12) switch
    {
        <= 2 => new ProgramNode.Step(random.Next(100), Seconds: random.Next(6) == 0 ? random.Next(1, 4) : 0),
        3 => new ProgramNode.Step(random.Next(100), Failures: random.Next(1, 3)),
        4 => new ProgramNode.Step(random.Next(100), IsAtMostOnce: atMostOnce, Failures: random.Next(2)),
        5 => new ProgramNode.Step(random.Next(100), Size: random.Next(8) == 0 ? 140_000 : 0),
        6 => new ProgramNode.CaughtFailure(random.Next(100)),
        7 => new ProgramNode.Wait(random.Next(1, 10)),
        9 => new ProgramNode.Condition(random.Next(100), random.Next(5) == 0 ? -1 : random.Next(1, 4)),
        >= 12 => new ProgramNode.Invoke(random.Next(invokable)),
        8 => new ProgramNode.Callback(random.Next(100), IsSubmitted: random.Next(2) == 0),
        _ => new ProgramNode.Wait(random.Next(3) == 0 ? random.Next(61, 4000) : random.Next(1, 3)),
    };

    private ProgramNode.Batch Batch(int depth)
    {
        var children = Nodes(0, 5, depth);
        var completion = random.Next(4) switch
        {
            0 => CompletionConfig.AllSuccessful(),
            1 when children.Count > 0 => new CompletionConfig
            {
                MinSuccessful = random.Next(1, children.Count + 1),
                ToleratedFailureCount = random.Next(2) == 0 ? random.Next(3) : null,
            },
            _ => CompletionConfig.AllCompleted(),
        };

        // A batch that may end early is only as certain as the order of its branches.
        var endsEarly = completion != CompletionConfig.AllCompleted();
        int? concurrency = endsEarly && !races ? 1 : random.Next(3) == 0 ? random.Next(1, 4) : null;
        return new ProgramNode.Batch(children, IsMap: random.Next(3) > 0, concurrency, IsFlat: random.Next(3) == 0, completion);
    }

    private List<ProgramNode> Nodes(int min, int max, int depth) => [.. Enumerable.Range(0, random.Next(min, max)).Select(_ => Node(depth))];
}
