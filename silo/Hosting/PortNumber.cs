using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;

namespace Durable.Silo.Hosting;

/// <summary>What an option that takes a port accepts.</summary>
internal static class PortNumber
{
    public static void Require(OptionResult option)
    {
        if (option.Tokens is [var token] && (!int.TryParse(token.Value, CultureInfo.InvariantCulture, out var port) || port is < 0 or > IPEndPoint.MaxPort))
        {
            option.AddError($"{option.Option.Name} {token.Value} is not a port: use 1 to {IPEndPoint.MaxPort}, or 0 for any free one.");
        }
    }
}
