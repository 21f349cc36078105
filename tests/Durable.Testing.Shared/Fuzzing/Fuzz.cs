using System.Globalization;
using Xunit.Sdk;

namespace Durable.Testing.Fuzzing;

/// <summary>
/// Feeds changed samples to code that must not trust them. Which cases there are is decided by their numbers alone; the environment variable
/// <c>DURABLE_FUZZ_CASES</c> asks for another number of them, for a long run.
/// </summary>
internal static class Fuzz
{
    private const string CasesVariable = "DURABLE_FUZZ_CASES";

    // Far above what any case takes, far below what a bomb does.
    private const long MostBytes = 128L * 1024 * 1024;

    private static readonly TimeSpan s_budget = TimeSpan.FromSeconds(20);

    /// <summary>Runs a check on changed samples, on one thread.</summary>
    /// <param name="cases">How many, unless the environment says otherwise.</param>
    /// <param name="samples">What is valid.</param>
    /// <param name="check">Throws when the code under test does what it must not do.</param>
    public static Task RunAsync(int cases, IReadOnlyList<byte[]> samples, Action<byte[]> check) => RunAsync(
        cases,
        samples,
        bytes => Task.Run(() =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            check(bytes);
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < MostBytes, $"It has allocated {allocated} bytes.");
        }));

    /// <inheritdoc cref="RunAsync(int, IReadOnlyList{byte[]}, Action{byte[]})"/>
    public static async Task RunAsync(int cases, IReadOnlyList<byte[]> samples, Func<byte[], Task> check)
    {
        for (var number = 0; number < Cases(cases); number++)
        {
            var bytes = new Mutator(Seeded(number), samples).Next();
            await RunCaseAsync(number, Escaped.Of(bytes), () => check(bytes));
        }
    }

    /// <summary>Runs a check that makes its cases itself.</summary>
    /// <param name="cases">How many, unless the environment says otherwise.</param>
    /// <param name="check">Gets what decides everything in a case, and says into the list what the case is.</param>
    public static async Task RunAsync(int cases, Func<Random, List<string>, Task> check)
    {
        for (var number = 0; number < Cases(cases); number++)
        {
            List<string> what = [];
            await RunCaseAsync(number, what, () => check(Seeded(number), what));
        }
    }

    /// <summary>How many cases there are.</summary>
    /// <param name="cases">Unless the environment says otherwise.</param>
    public static int Cases(int cases) =>
        int.TryParse(Environment.GetEnvironmentVariable(CasesVariable), CultureInfo.InvariantCulture, out var wanted) ? wanted : cases;

    /// <summary>What decides everything in a case.</summary>
    public static Random Seeded(int number) => new(20261122 + number);

    private static async Task RunCaseAsync(int number, object what, Func<Task> check)
    {
        try
        {
            await check().WaitAsync(s_budget, TimeProvider.System);
        }
        catch (Exception exception)
        {
            var text = what is IEnumerable<string> parts ? string.Join(", ", parts) : what;
            throw new XunitException($"Case {number}: {text}\n{exception}", exception);
        }
    }
}
