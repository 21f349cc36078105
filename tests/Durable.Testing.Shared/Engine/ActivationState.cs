namespace Durable.Testing;

/// <summary>What has become of an activation.</summary>
internal enum ActivationState
{
    /// <summary>It is in memory.</summary>
    Running,

    /// <summary>The execution has ended.</summary>
    Closed,

    /// <summary>Its run has ended for the next one to begin.</summary>
    Continued,

    /// <summary>It hibernates or was drained.</summary>
    Released,

    /// <summary>It gave itself up.</summary>
    Faulted,

    /// <summary>Its process has died.</summary>
    Crashed,
}
