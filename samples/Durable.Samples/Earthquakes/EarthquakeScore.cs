namespace Durable.Samples.Earthquakes;

/// <summary>Where an earthquake was: result of the first step.</summary>
/// <param name="Region">Country, state or sea.</param>
/// <param name="Depth"><c>shallow</c>, <c>intermediate</c> or <c>deep</c>.</param>
internal sealed record EarthquakeOrigin(string Region, string Depth);

/// <summary>What an earthquake amounts to: result of the second step.</summary>
/// <param name="Place">Where.</param>
/// <param name="Region">Country, state or sea.</param>
/// <param name="Depth"><c>shallow</c>, <c>intermediate</c> or <c>deep</c>.</param>
/// <param name="Magnitude">Magnitude.</param>
/// <param name="Significance">From 0 up; 600 makes the news.</param>
/// <param name="Joules">Energy that went out as waves.</param>
internal sealed record EarthquakeScore(string Place, string Region, string Depth, double Magnitude, int Significance, double Joules);
