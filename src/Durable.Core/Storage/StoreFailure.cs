namespace Durable.Storage;

/// <summary>What is known after a store call failed.</summary>
public enum StoreFailure
{
    /// <summary>The call had no effect and may be repeated, for example after a lost connection or while throttled.</summary>
    Transient,

    /// <summary>The call may or may not have had its effect, for example after a timeout.</summary>
    UnknownOutcome,

    /// <summary>Repeating cannot help, for example because the data is damaged or access is denied.</summary>
    Fatal,
}
