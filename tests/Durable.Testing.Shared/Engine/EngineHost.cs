namespace Durable.Testing;

/// <summary>What kind of host a test runs the engine on.</summary>
internal sealed record EngineHost
{
    /// <summary>Branches share the execution's turns, and nobody else can take an execution over, as in the embedded host.</summary>
    public static EngineHost Embedded { get; } = new();

    /// <summary>Branches have turns of their own, as on grains.</summary>
    public static EngineHost Grains { get; } = new() { BranchesHaveTurns = true, LeaseDuration = TimeSpan.FromSeconds(60) };

    /// <summary>Whether branches have turns of their own.</summary>
    public bool BranchesHaveTurns { get; init; }

    /// <summary>After how long another host may take an execution over.</summary>
    public TimeSpan? LeaseDuration { get; init; }

    /// <summary>Whether continuations run inside the turn that they follow from, or each in a turn of its own.</summary>
    public bool InlinesContinuations { get; init; } = true;
}
