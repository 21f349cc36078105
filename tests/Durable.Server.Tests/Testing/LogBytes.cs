using System.Text.RegularExpressions;

namespace Durable.Server.Tests.Testing;

/// <summary>How many bytes the log takes is the log encoding's affair, not the interface's.</summary>
internal static partial class LogBytes
{
    public static string Hide(string json) => Member().Replace(json, "\"LogBytes\":LOG");

    [GeneratedRegex("\"LogBytes\":[1-9][0-9]*", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Member();
}
