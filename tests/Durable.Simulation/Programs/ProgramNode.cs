namespace Durable.Simulation.Programs;

/// <summary>A random durable function as a tree. Its result depends on the tree alone.</summary>
internal abstract record ProgramNode
{
    /// <summary>A step.</summary>
    /// <param name="Value">Its result.</param>
    /// <param name="Failures">How many attempts fail before one succeeds.</param>
    /// <param name="IsAtMostOnce">Its semantics.</param>
    /// <param name="Seconds">How long its body takes.</param>
    /// <param name="Size">Length of its result.</param>
    internal sealed record Step(int Value, int Failures = 0, bool IsAtMostOnce = false, int Seconds = 0, int Size = 0) : ProgramNode
    {
        public override string ToString() =>
            $"s{Value}{(Failures > 0 ? $" fails {Failures}x" : "")}{(IsAtMostOnce ? " at most once" : "")}{(Seconds > 0 ? $" takes {Seconds}s" : "")}{(Size > 0 ? $" of {Size}" : "")}";
    }

    /// <summary>A step whose failure is final, and caught.</summary>
    internal sealed record CaughtFailure(int Value) : ProgramNode
    {
        public override string ToString() => $"f{Value}";
    }

    /// <summary>User code that throws.</summary>
    internal sealed record Throw(int Value) : ProgramNode
    {
        public override string ToString() => $"throw {Value}";
    }

    /// <summary>A wait; the longer ones leave memory.</summary>
    internal sealed record Wait(int Seconds) : ProgramNode
    {
        public override string ToString() => $"wait {Seconds}s";
    }

    /// <summary>A wait for a condition.</summary>
    /// <param name="Value">Where its state begins.</param>
    /// <param name="Polls">How many polls it takes; none is enough when negative.</param>
    internal sealed record Condition(int Value, int Polls) : ProgramNode
    {
        public override string ToString() => $"condition {Value} {(Polls < 0 ? "never" : $"after {Polls}")}";
    }

    /// <summary>A callback; what becomes of it depends on its value (<see cref="ProgramOutside"/>).</summary>
    /// <param name="Value">Its result.</param>
    /// <param name="IsSubmitted">Whether a submitter hands its id out.</param>
    internal sealed record Callback(int Value, bool IsSubmitted = false) : ProgramNode
    {
        public override string ToString() => $"{(IsSubmitted ? "submitted " : "")}callback {Value}";
    }

    /// <summary>Another execution.</summary>
    /// <param name="Program">Which program it runs.</param>
    internal sealed record Invoke(int Program) : ProgramNode
    {
        public override string ToString() => $"invoke {Program}";
    }

    /// <summary>One after the other.</summary>
    internal sealed record Sequence(IReadOnlyList<ProgramNode> Children) : ProgramNode
    {
        public override string ToString() => $"[{string.Join("; ", Children)}]";
    }

    /// <summary>Single operations of one context, started together.</summary>
    internal sealed record Together(IReadOnlyList<ProgramNode> Children) : ProgramNode
    {
        public override string ToString() => $"together({string.Join(", ", Children)})";
    }

    /// <summary>Runners side by side on one context, each a chain of operations; what comes of it depends on who is first.</summary>
    /// <param name="Runners">The runners.</param>
    /// <param name="End">What happens when the first is there.</param>
    internal sealed record Race(IReadOnlyList<ProgramNode> Runners, RaceEnd End) : ProgramNode
    {
        public override string ToString() => $"race({string.Join(", ", Runners)}; {End})";
    }

    /// <summary>In a context of its own, whose failure is caught.</summary>
    internal sealed record Child(ProgramNode Body, bool IsFlat) : ProgramNode
    {
        public override string ToString() => $"{(IsFlat ? "flat " : "")}child({Body})";
    }

    /// <summary>A map or parallel with a branch for each child.</summary>
    /// <param name="Children">The branches.</param>
    /// <param name="IsMap">Which of both.</param>
    /// <param name="MaxConcurrency">How many at once.</param>
    /// <param name="IsFlat">Nesting.</param>
    /// <param name="Completion">When it ends.</param>
    internal sealed record Batch(IReadOnlyList<ProgramNode> Children, bool IsMap, int? MaxConcurrency, bool IsFlat, CompletionConfig Completion) : ProgramNode
    {
        public override string ToString() =>
            $"{(IsFlat ? "flat " : "")}{(IsMap ? "map" : "parallel")}({string.Join(", ", Children)}; {MaxConcurrency?.ToString() ?? "all"} at once, {Describe(Completion)})";

        private static string Describe(CompletionConfig completion) =>
            $"min {completion.MinSuccessful?.ToString() ?? "-"} tolerate {completion.ToleratedFailureCount?.ToString() ?? "-"}";
    }
}
