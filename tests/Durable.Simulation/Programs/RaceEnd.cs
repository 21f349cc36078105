namespace Durable.Simulation.Programs;

/// <summary>What becomes of those who are not first.</summary>
internal enum RaceEnd
{
    /// <summary>They run on, and nobody looks.</summary>
    Leave,

    /// <summary>Their token is cancelled, and all are awaited.</summary>
    Cancel,

    /// <summary>They are awaited in the order in which they end.</summary>
    TakeEach,

    /// <summary>All are awaited together.</summary>
    All,
}
