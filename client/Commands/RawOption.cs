using System.CommandLine;

namespace Durable.CommandLine.Commands;

/// <summary>The option <c>--raw</c>.</summary>
internal static class RawOption
{
    public static Option<bool> Create() => new("--raw")
    {
        Description = "Print the result as it is on a terminal, too. Default: control, bidi and invisible characters are escaped there.",
    };
}
