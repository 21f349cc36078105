namespace Durable.Core.Codecs;

/// <summary>Ready for the store: encoded once, however often it is written.</summary>
/// <param name="Value">What to write.</param>
internal readonly record struct Encoded<T>(T Value);
