namespace Durable.Samples.Earthquakes;

/// <summary>One row of the data set; what the columns mean stands in <c>Data/README.md</c>.</summary>
/// <param name="Id">Identifier, unique in the data set.</param>
/// <param name="DepthKm">Depth in kilometres.</param>
/// <param name="Magnitude">Magnitude.</param>
/// <param name="Type">What shook the ground; <c>earthquake</c> unless people did.</param>
/// <param name="Felt">How many people reported to have felt it.</param>
/// <param name="PublishedSignificance">The publisher's own significance, from magnitude, felt reports and intensity.</param>
/// <param name="Place">Where.</param>
internal sealed record Earthquake(string Id, double DepthKm, double Magnitude, string Type, int Felt, int PublishedSignificance, string Place);
