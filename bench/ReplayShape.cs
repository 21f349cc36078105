namespace Durable.Bench;

/// <summary>What the function does whose replay is measured.</summary>
internal enum ReplayShape
{
    /// <summary>Steps, one after the other.</summary>
    Steps,

    /// <summary>A map whose branches have a step each.</summary>
    Branches,

    /// <summary>Pairs of steps that race, one pair after the other.</summary>
    Races,
}
