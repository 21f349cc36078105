namespace Durable;

/// <summary>What a client is told about an execution that it has started or found.</summary>
/// <param name="Arn">Its unique name in wire form.</param>
/// <param name="FunctionVersion">The version of the function that it runs.</param>
internal readonly record struct StartAnswer(string? Arn, string? FunctionVersion);
