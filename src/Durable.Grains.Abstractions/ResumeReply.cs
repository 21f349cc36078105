namespace Durable.Grains;

/// <summary>Answer to a resume.</summary>
/// <param name="Status">What came of it.</param>
/// <param name="Reason">Why the execution is parked again.</param>
[GenerateSerializer, Immutable, Alias("durable.resume-reply")]
public sealed record ResumeReply([property: Id(0)] ResumeStatus Status, [property: Id(1)] string? Reason = null);
