namespace Durable.Samples.Earthquakes;

/// <summary>The event was an explosion or a quarry blast.</summary>
/// <param name="message">Which, and what it was.</param>
public sealed class NotAnEarthquakeException(string message) : Exception(message);
