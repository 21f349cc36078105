using System.Globalization;
using Durable.Model;
using Durable.Testing;

namespace Durable.Core.Tests.Programs;

/// <summary>
/// Random programs, random interleavings, random crash points: whatever happens, the result and the history of every operation are those
/// of an undisturbed run. A failure names its seed; set DURABLE_SEED to run that one alone.
/// </summary>
public sealed class RandomProgramTests
{
    private const int Seeds = 1500;
    private const int MaxCrashes = 6;

    [Fact]
    public void A_program_that_is_killed_again_and_again_ends_as_if_it_had_not_been() => ForEachSeed(static (seed, host) =>
    {
        var random = new Random(seed);
        var program = new ProgramGenerator(random).Next();
        var (result, history) = RunUndisturbed(program);

        var run = new ProgramRun(program);
        var engine = new EngineHarness(host, random.Next);
        engine.Start(run.RunAsync);
        var crashes = random.Next(1, MaxCrashes);
        for (var crash = 0; crash < crashes && Step(engine, random); crash++)
        {
            var finished = Finished(engine);
            var bodies = run.Bodies.Count;
            engine.Crash(requestsSurvive: random.Next(3) == 0);
            _ = engine.ActivateAsync();

            // A request that survived may finish more, never less.
            engine.RunUntil(() => random.Next(20) == 0);
            Assert.DoesNotContain(run.Bodies.Skip(bodies), body => finished.Contains(body.OperationId));
        }

        RunToEnd(engine);

        Assert.Equal((ExecutionStatus.Succeeded, result), (engine.Head.Status, engine.Head.Result));
        Assert.Equal(history, PerOperation(engine.History, AtMostOnceSteps(run)));
        AssertAtMostOnce(run);
    });

    [Fact]
    public void Two_live_activations_of_one_execution_do_no_harm() => ForEachSeed(static (seed, host) =>
    {
        var random = new Random(seed);
        var program = new ProgramGenerator(random).Next();
        var (result, _) = RunUndisturbed(program);

        var run = new ProgramRun(program);
        var engine = new EngineHarness(host, random.Next);
        engine.Start(run.RunAsync);
        if (Step(engine, random))
        {
            _ = engine.ActivateAsync();
        }

        RunToEnd(engine);

        Assert.Equal((ExecutionStatus.Succeeded, result), (engine.Head.Status, engine.Head.Result));
        AssertAtMostOnce(run);
    });

    private static void ForEachSeed(Action<int, EngineHost> run)
    {
        var only = Environment.GetEnvironmentVariable("DURABLE_SEED");
        var seeds = only is null ? Enumerable.Range(0, Seeds) : [int.Parse(only, CultureInfo.InvariantCulture)];
        foreach (var seed in seeds)
        {
            var host = seed % 2 == 0 ? EngineHost.Embedded : EngineHost.Grains;
            try
            {
                run(seed, host);
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException(
                    $"Seed {seed} fails; DURABLE_SEED={seed} runs it alone. Program: {new ProgramGenerator(new Random(seed)).Next()}", exception);
            }
        }
    }

    private static (string? Result, IReadOnlyList<string> History) RunUndisturbed(ProgramNode program)
    {
        var run = new ProgramRun(program);
        var engine = new EngineHarness();
        engine.Start(run.RunAsync);
        var head = engine.RunToEnd();
        Assert.Equal(ExecutionStatus.Succeeded, head.Status);
        return (head.Result, PerOperation(engine.History, AtMostOnceSteps(run)));
    }

    // Goes on for a while, over sleeps too.
    private static bool Step(EngineHarness engine, Random random)
    {
        for (var items = random.Next(1, 60); items > 0 && engine.Head.Status == ExecutionStatus.Running; items--)
        {
            if (!engine.Work.RunOne())
            {
                PassTime(engine);
            }
        }

        return engine.Head.Status == ExecutionStatus.Running;
    }

    private static void RunToEnd(EngineHarness engine)
    {
        engine.RunUntilIdle();
        while (engine.Head.Status == ExecutionStatus.Running)
        {
            PassTime(engine);
            engine.RunUntilIdle();
        }
    }

    // Timers of a process that was killed are still in the clock; they mean nothing to one that sleeps.
    private static void PassTime(EngineHarness engine)
    {
        if (engine.Current.State != ActivationState.Running || !engine.Clock.AdvanceToNextTimer())
        {
            WakeUp(engine);
        }
    }

    private static void WakeUp(EngineHarness engine)
    {
        if (engine.Head.WakeUp!.Value.At > engine.Clock.GetUtcNow())
        {
            engine.Clock.AdvanceTo(engine.Head.WakeUp.Value.At);
        }

        _ = engine.ActivateAsync();
    }

    private static HashSet<string> Finished(EngineHarness engine) =>
        [.. engine.Log.Snapshot().Values.Where(static operation => operation.IsTerminal).Select(static operation => operation.Id)];

    private static HashSet<string> AtMostOnceSteps(ProgramRun run) =>
        [.. run.Bodies.Where(static body => body.IsAtMostOnce).Select(static body => body.OperationId)];

    private static void AssertAtMostOnce(ProgramRun run) =>
        Assert.All(run.Bodies.Where(static body => body.IsAtMostOnce).CountBy(static body => body), static count => Assert.Equal(1, count.Value));

    // Branches may overtake each other; within an operation everything has its order. An interrupted at-most-once step has one attempt
    // more, as it should.
    private static IReadOnlyList<string> PerOperation(IReadOnlyList<HistoryEvent> history, HashSet<string> except) =>
        [.. history
            .Where(e => e.Id is not null && !except.Contains(e.Id) && !e.EventType.ToString().StartsWith("Execution", StringComparison.Ordinal))
            .GroupBy(static e => e.Id!)
            .OrderBy(static operation => operation.Key, StringComparer.Ordinal)
            .Select(static operation => $"{operation.Key}: {string.Join(", ", operation.Select(Describe))}")];

    private static string Describe(HistoryEvent e) =>
        $"{e.EventType} {e.Name} {e.SubType} {e.ParentId} {e.Details.Result?.Payload} {e.Details.Error?.Payload?.ErrorMessage} {e.Details.RetryDetails?.CurrentAttempt}";
}
