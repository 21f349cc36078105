namespace Durable.Embedded;

/// <summary>What came of an attempt to take an execution up.</summary>
internal enum ActivationOutcome
{
    /// <summary>It is in memory, or needs nobody but a person.</summary>
    Settled,

    /// <summary>It failed in a way that may pass.</summary>
    Failed,

    /// <summary>The host is stopping.</summary>
    Stopping,
}
