namespace Durable.Testing.Conformance;

/// <summary>An exception that only the function's own code knows.</summary>
/// <param name="message">What went wrong.</param>
internal sealed class OwnException(string message) : Exception(message);
