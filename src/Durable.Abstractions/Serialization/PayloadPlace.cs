namespace Durable;

/// <summary>Which part of an execution stored bytes are. The values are part of the stored format.</summary>
public enum PayloadPlace
{
    /// <summary>The execution's input.</summary>
    Input = 1,

    /// <summary>The execution's result.</summary>
    Result = 2,

    /// <summary>The error that the execution ended with.</summary>
    Error = 3,

    /// <summary>The records of one checkpoint: operations with their names, results and errors, and what was sent to callbacks.</summary>
    Log = 4,

    /// <summary>The digest of the input of an execution's first run, which one that has continued as new still has; the run id is the first run's.</summary>
    FirstInput = 5,
}
