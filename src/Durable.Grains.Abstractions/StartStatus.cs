namespace Durable.Grains;

/// <summary>What became of a start.</summary>
[GenerateSerializer, Alias("durable.start-status")]
public enum StartStatus
{
    /// <summary>It was started, durably.</summary>
    Started,

    /// <summary>It existed with the same input.</summary>
    Existing,

    /// <summary>It exists with another input.</summary>
    Conflict,

    /// <summary>The silo does not know the function.</summary>
    UnknownFunction,

    /// <summary>The input is not what the function takes, or too large.</summary>
    InvalidInput,

    /// <summary>The silo is full or shutting down; nothing was started.</summary>
    Overloaded,
}
