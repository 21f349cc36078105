namespace Durable.Core.Tests.Programs;

/// <summary>Makes programs from a seed.</summary>
internal sealed class ProgramGenerator(Random random)
{
    private const int MaxDepth = 4;

    public ProgramNode Next() => new ProgramNode.Sequence(Children(1, 5, MaxDepth));

    private ProgramNode Node(int depth) => random.Next(depth <= 0 ? 7 : 12) switch
    {
        0 or 1 or 2 => new ProgramNode.Step(random.Next(100), Failures: 0, AtMostOnce: false),
        3 => new ProgramNode.Step(random.Next(100), random.Next(1, 3), AtMostOnce: false),
        4 => new ProgramNode.Step(random.Next(100), Failures: 0, AtMostOnce: true),
        5 => new ProgramNode.Wait(random.Next(4) == 0 ? random.Next(61, 4000) : random.Next(1, 10)),
        6 => new ProgramNode.CaughtFailure(random.Next(100)),
        7 => new ProgramNode.Sequence(Children(1, 4, depth - 1)),
        8 => new ProgramNode.Child(Node(depth - 1), random.Next(3) == 0),
        9 => new ProgramNode.Together([.. Enumerable.Range(0, random.Next(2, 4)).Select(_ => Leaf())]),
        _ => new ProgramNode.Map(Children(0, 5, depth - 1), random.Next(3) == 0 ? random.Next(1, 4) : null, random.Next(3) == 0),
    };

    private ProgramNode Leaf() => Node(depth: 0);

    private List<ProgramNode> Children(int min, int max, int depth) =>
        [.. Enumerable.Range(0, random.Next(min, max)).Select(_ => Node(depth))];
}
