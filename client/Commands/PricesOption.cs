using System.CommandLine;
using Durable.CommandLine.Output;

namespace Durable.CommandLine.Commands;

/// <summary>The file with the prices of the store's units.</summary>
internal static class PricesOption
{
    public static Option<string?> Create() => new("--prices")
    {
        Description = "A JSON file with the members Currency, WriteUnitsPerMillion and ReadUnitsPerMillion; shows the store's cost as money.",
        HelpName = "file",
    };

    /// <summary>The prices; null when there is no file named.</summary>
    /// <exception cref="CommandFailure">The file cannot be read, or is not a price table.</exception>
    public static PriceTable? Read(string? path) => path is null ? null : PriceTable.Read(path);
}
