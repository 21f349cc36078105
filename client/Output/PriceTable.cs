using System.Text.Json;
using Durable.CommandLine.Commands;

namespace Durable.CommandLine.Output;

/// <summary>What the store's operator charges, from a file that the user keeps: prices differ by region and change.</summary>
/// <param name="Currency">Such as <c>USD</c>.</param>
/// <param name="WriteUnitsPerMillion">Price of a million write units.</param>
/// <param name="ReadUnitsPerMillion">Price of a million read units.</param>
/// <param name="Note">For people: of which region and day the prices are.</param>
internal sealed record PriceTable(string Currency, decimal WriteUnitsPerMillion, decimal ReadUnitsPerMillion, string? Note = null)
{
    /// <summary>Reads a file such as docs/prices.json.</summary>
    /// <exception cref="CommandFailure">It cannot be read, or is not a price table.</exception>
    public static PriceTable Read(string path)
    {
        var json = GivenText.OfFile(path, $"The price table '{path}'");
        try
        {
            return JsonSerializer.Deserialize<PriceTable>(json, JsonSerializerOptions.Strict) ?? throw new JsonException("It is null.");
        }
        catch (JsonException exception)
        {
            throw new CommandFailure(ExitCode.Usage, $"The price table '{path}' cannot be read: {exception.Message}");
        }
    }
}
