namespace Durable.CommandLine.Commands;

/// <summary>The markers that led from page to page. One that comes again would lead round in circles without end.</summary>
internal sealed class MarkerTrail
{
    private const int LongestMarker = 16 * 1024;

    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    /// <summary>Goes on to the next page.</summary>
    /// <param name="marker">What the page before ended with.</param>
    /// <returns>Null behind the last page.</returns>
    /// <exception cref="CommandFailure">The marker came before, or is none.</exception>
    public string? Next(string? marker) =>
        string.IsNullOrEmpty(marker) ? null
        : marker.Length > LongestMarker ? throw Unreadable.Answer()
        : _seen.Add(marker) ? marker
        : throw Unreadable.Pages();
}
