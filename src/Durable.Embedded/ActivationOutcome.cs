namespace Durable.Embedded;

/// <summary>What came of an attempt to take an execution up.</summary>
internal enum ActivationOutcome
{
    /// <summary>It is in memory, or needs nobody any more.</summary>
    Settled,

    /// <summary>It failed in a way that may pass.</summary>
    Failed,

    /// <summary>This host cannot run it, however often it tries.</summary>
    Hopeless,
}
