namespace Durable.Grains;

/// <summary>What came of a resume.</summary>
[GenerateSerializer, Alias("durable.resume-status")]
public enum ResumeStatus
{
    /// <summary>The execution is not parked, or is no longer.</summary>
    NotParked,

    /// <summary>It cannot go on and is parked again.</summary>
    Parked,

    /// <summary>No such execution.</summary>
    NotFound,
}
