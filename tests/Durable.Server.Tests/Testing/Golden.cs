using System.Text.RegularExpressions;

namespace Durable.Server.Tests.Testing;

/// <summary>Compares JSON to the byte, but for ids that are random.</summary>
internal static partial class Golden
{
    /// <summary>The text with run ids as <c>RUN</c> and invocation ids as <c>INVOCATION</c>.</summary>
    public static string WithoutIds(string json) => InvocationId().Replace(RunId().Replace(json, "RUN"), "INVOCATION");

    /// <summary>A golden text may be broken into lines where it suits the reader.</summary>
    public static string Joined(string lines) => string.Concat(lines.Split('\n').Select(static line => line.Trim()));

    public static void Equal(string expected, string actual) => Assert.Equal(Joined(expected), WithoutIds(actual));

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RunId();

    [GeneratedRegex("[0-9a-f]{16}-[0-9]+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex InvocationId();
}
