using System.Diagnostics.CodeAnalysis;

namespace Durable.OrderClient;

/// <summary>A gateway as it is typed: <c>host:port</c>.</summary>
internal static class GatewayText
{
    public static (string Host, int Port) Parse(string text) => TryParse(text, out var gateway)
        ? (gateway.IdnHost, gateway.Port)
        : throw new FormatException($"'{text}' is not host:port.");

    public static bool IsValid(string text) => TryParse(text, out _);

    // The port must be there: there is no default that would be right more often than wrong.
    private static bool TryParse(string text, [NotNullWhen(true)] out Uri? gateway) =>
        Uri.TryCreate($"gwy://{text}", UriKind.Absolute, out gateway) && gateway is { Port: > 0, PathAndQuery: "/" or "", UserInfo: "", Fragment: "" };
}
