namespace Durable.Grains;

/// <summary>What became of a start.</summary>
/// <param name="Status">The outcome.</param>
/// <param name="Message">What went wrong and what to do, unless it was started or existed.</param>
/// <param name="Version">The version of the function that it runs, if it was started or existed; null when that is not known.</param>
/// <param name="Arn">Its unique name in wire form, if it was started or existed.</param>
[GenerateSerializer, Immutable, Alias("durable.start-reply")]
public sealed record StartReply(
    [property: Id(0)] StartStatus Status,
    [property: Id(1)] string? Message = null,
    [property: Id(2)] string? Version = null,
    [property: Id(3)] string? Arn = null);
