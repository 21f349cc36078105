namespace Durable.Model;

/// <summary>CONTEXT SUCCEED: what a replay does with it.</summary>
/// <param name="ReplayChildren">Whether the body is run again because the payload is only a summary.</param>
internal sealed record ContextOptions(bool ReplayChildren);
