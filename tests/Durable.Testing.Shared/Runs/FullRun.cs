using Xunit.Sdk;

namespace Durable.Testing;

/// <summary>
/// Tests that kill processes, run for long or repeat a suite on another pairing of host and store belong to the full run alone, which the
/// environment variable <c>DURABLE_TESTS</c> asks for with the value <c>full</c>. Elsewhere they are reported as skipped.
/// </summary>
public static class FullRun
{
    /// <summary>Why a test was skipped.</summary>
    public const string Reason = $"Belongs to the full run: set {Variable}={Full}, as .ci/run does.";

    private const string Variable = "DURABLE_TESTS";
    private const string Full = "full";

    /// <summary>Whether this is the full run.</summary>
    public static bool IsOn { get; } = Environment.GetEnvironmentVariable(Variable) switch
    {
        null or "" => false,
        Full => true,
        var other => throw new InvalidOperationException($"{Variable} is '{other}': set it to '{Full}', or leave it out."),
    };

    /// <summary>How many cases a test runs.</summary>
    /// <param name="usual">In an ordinary run.</param>
    /// <param name="full">In the full run.</param>
    public static int Choose(int usual, int full) => IsOn ? full : usual;

    /// <summary>Skips the test, unless this is the full run.</summary>
    public static void Require()
    {
        if (!IsOn)
        {
            throw SkipException.ForSkip(Reason);
        }
    }
}
