namespace Durable.Grains;

/// <summary>Whether an execution has ended.</summary>
[GenerateSerializer, Alias("durable.end-status")]
public enum EndStatus
{
    /// <summary>Not yet: ask again.</summary>
    Running,

    /// <summary>It has.</summary>
    Ended,

    /// <summary>There is no such execution.</summary>
    NotFound,
}
