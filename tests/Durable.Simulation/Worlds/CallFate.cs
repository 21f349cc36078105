namespace Durable.Simulation.Worlds;

/// <summary>What happens to a call between machines.</summary>
internal enum CallFate
{
    /// <summary>It arrives, and its answer too.</summary>
    Arrives,

    /// <summary>It never arrives; its caller gives up.</summary>
    IsLost,

    /// <summary>It arrives, its answer does not.</summary>
    LosesAnswer,

    /// <summary>It arrives twice.</summary>
    ArrivesTwice,

    /// <summary>Its caller has given up when it arrives.</summary>
    ArrivesLate,
}
