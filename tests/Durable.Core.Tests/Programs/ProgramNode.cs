namespace Durable.Core.Tests.Programs;

/// <summary>A random durable function as a tree. Its result depends on the tree alone.</summary>
internal abstract record ProgramNode
{
    /// <summary>A step that fails so many times before it returns.</summary>
    internal sealed record Step(int Value, int Failures, bool AtMostOnce) : ProgramNode;

    /// <summary>A step whose failure is final, and caught.</summary>
    internal sealed record CaughtFailure(int Value) : ProgramNode;

    /// <summary>A wait; the longer ones leave memory.</summary>
    internal sealed record Wait(int Seconds) : ProgramNode;

    /// <summary>One after the other.</summary>
    internal sealed record Sequence(IReadOnlyList<ProgramNode> Children) : ProgramNode
    {
        public override string ToString() => $"Sequence({string.Join(", ", Children)})";
    }

    /// <summary>In a context of its own.</summary>
    internal sealed record Child(ProgramNode Body, bool IsFlat) : ProgramNode;

    /// <summary>A map with a branch for each child.</summary>
    internal sealed record Map(IReadOnlyList<ProgramNode> Children, int? MaxConcurrency, bool IsFlat) : ProgramNode
    {
        public override string ToString() => $"Map({string.Join(", ", Children)}; {MaxConcurrency?.ToString() ?? "all"}{(IsFlat ? "; flat" : "")})";
    }

    /// <summary>Operations of one context started together.</summary>
    internal sealed record Together(IReadOnlyList<ProgramNode> Children) : ProgramNode
    {
        public override string ToString() => $"Together({string.Join(", ", Children)})";
    }
}
