namespace Durable.CommandLine.Output;

/// <summary>A column of a table.</summary>
/// <param name="Heading">Its name.</param>
/// <param name="Importance">0 is always shown; of the others, the larger gives way first where the terminal is narrow.</param>
/// <param name="MinWidth">The least terminal columns that a cell is broken to, over several lines; wider cells stay whole.</param>
/// <param name="Wraps">Whether it is text, which may be broken before another column gives way.</param>
internal sealed record Column(string Heading, int Importance = 0, int MinWidth = 8, bool Wraps = false);
