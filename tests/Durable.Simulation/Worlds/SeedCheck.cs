using System.Text.RegularExpressions;
using Durable.Model;
using Durable.Simulation.Programs;
using Durable.Storage;
using Durable.Testing;

namespace Durable.Simulation.Worlds;

/// <summary>One seed: a world in which all goes wrong, and one in which nothing does. What clients see must be the same.</summary>
internal static partial class SeedCheck
{
    /// <summary>So many seeds in a row share their scenario, and so the world in which nothing goes wrong.</summary>
    public const int SeedsPerScenario = 4;

    [ThreadStatic]
    private static World? s_undisturbed;

    /// <summary>Runs both.</summary>
    /// <exception cref="ViolationException">A promise was broken.</exception>
    public static SeedReport Run(int seed)
    {
        var undisturbed = Undisturbed((int)((uint)seed / SeedsPerScenario));
        var scenario = undisturbed.Scenario;
        var disturbed = new World(scenario, seed);
        disturbed.Run();
        foreach (var start in scenario.Starts.Where(start => start.StopAfter is null && !scenario.HasRaces))
        {
            var wanted = undisturbed.Ledger.Find(start.Id)!;
            var entry = disturbed.Ledger.Find(start.Id)!;
            RequireSame(entry, Outcome(wanted.Head), Outcome(entry.Head));
            if (!scenario.IsAtMostOnce)
            {
                RequireSame(entry, Operations(undisturbed, start.Id), Operations(disturbed, start.Id));
            }
        }

        return new SeedReport(disturbed.Ledger.Entries.Count, disturbed.Fingerprint, disturbed.Nodes.Count - disturbed.MaxNodes, disturbed.Work.Ran);
    }

    private static World Undisturbed(int number)
    {
        if (s_undisturbed?.Scenario.Number != number)
        {
            s_undisturbed = new World(Scenario.Of(number));
            s_undisturbed.Run();
        }

        return s_undisturbed;
    }

    private static void RequireSame(LedgerEntry entry, string wanted, string actual) => entry.Require(
        wanted == actual, $"it came to something else than without any fault{Environment.NewLine}wanted: {wanted}{Environment.NewLine}actual: {actual}");

    private static string Outcome(ExecutionHead head) => $"{head.Status} {head.Result} {head.Error?.ErrorType} {head.Error?.ErrorMessage}";

    private static string Operations(World world, ExecutionId id)
    {
        var stored = world.Ledger.LoadAsync(id).AsTask() is { IsCompletedSuccessfully: true, Result: { } found } ? found : throw new InvalidOperationException();
        IReadOnlyList<HistoryEvent> history = StoredHistory.Of(stored);
        return StackTraces().Replace(string.Join(Environment.NewLine, ProgramHistory.ByOperation(history)), "");
    }

    // How much they tell depends on how far the runtime has compiled what threw.
    [GeneratedRegex("""
        "StackTrace":\[".*?"\]
        """, RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex StackTraces();
}

/// <summary>What a seed came to.</summary>
/// <param name="Executions">How many there were, those invoked by others included.</param>
/// <param name="Fingerprint">The same whenever everything happened in the same order.</param>
/// <param name="Restarts">Processes that took the place of others.</param>
/// <param name="Items">Steps of the scheduler.</param>
internal readonly record struct SeedReport(int Executions, int Fingerprint, int Restarts, long Items);
