namespace Durable.Simulation.Worlds;

/// <summary>A promise was broken.</summary>
/// <param name="message">Which, and how.</param>
internal sealed class ViolationException(string message) : Exception(message);
