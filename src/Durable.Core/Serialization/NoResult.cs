namespace Durable.Core.Serialization;

/// <summary>Stands for the result of an operation or function that has none. Its payload is absent.</summary>
internal readonly record struct NoResult;
