namespace Durable;

/// <summary>What becomes of an invoked execution when the one that invoked it ends first, however it ends.</summary>
public enum ParentClosePolicy
{
    /// <summary>It goes on; its result is discarded.</summary>
    Abandon,

    /// <summary>It is stopped (<see cref="ExecutionStatus.Stopped"/>), and so are those that it has invoked with this policy.</summary>
    Stop,
}
