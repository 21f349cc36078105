using Durable.Storage;
using Durable.Testing;

namespace Durable.Simulation.Programs;

/// <summary>One program under one seed: a run that nothing disturbs, and one that is disturbed in all the ways the seed decides.</summary>
/// <param name="seed">Decides everything that is left to chance.</param>
/// <param name="program">The program.</param>
internal sealed class ProgramCase(int seed, ProgramNode program)
{
    private const int MaxCrashes = 6;
    private const int MaxLostInvocations = 1000;

    // Further than any wait of a program, and not as far as the execution's timeout.
    private static readonly TimeSpan s_longestJump = TimeSpan.FromHours(2);

    private readonly Random _random = new(seed);

    /// <summary>The run that nothing disturbs.</summary>
    public (EngineHarness Engine, ProgramRun Run) RunUndisturbed()
    {
        var engine = new EngineHarness();
        engine.Outside = new ProgramOutside(engine).Answer;
        var run = new ProgramRun(program, engine.Clock);
        engine.Start(run.RunAsync);
        engine.RunToEnd();
        return (engine, run);
    }

    /// <summary>The run in which processes die, the store fails, time passes at odd moments and everything runs in any order.</summary>
    /// <param name="check">Called whenever a step body begins.</param>
    /// <param name="zombies">Whether processes that are taken for dead may live on.</param>
    public (EngineHarness Engine, ProgramRun Run) RunDisturbed(Action<EngineHarness, StepBody, IEnumerable<string>>? check = null, bool zombies = false)
    {
        var engine = NewEngine();
        var run = new ProgramRun(program, engine.Clock, (body, awaited) => check?.Invoke(engine, body, awaited));
        engine.Start(run.RunAsync);
        for (var crashes = _random.Next(1, MaxCrashes); crashes > 0 && GoOnForAWhile(engine); crashes--)
        {
            if (!zombies || _random.Next(2) == 0)
            {
                engine.Crash(requestsSurvive: _random.Next(3) == 0);
            }

            _ = engine.ActivateAsync();
        }

        engine.RunToEnd();
        return (engine, run);
    }

    private EngineHarness NewEngine()
    {
        var host = (_random.Next(2) == 0 ? EngineHost.Embedded : EngineHost.Grains) with { InlinesContinuations = _random.Next(4) > 0 };
        var engine = new EngineHarness(host, _random.Next);
        engine.Outside = new ProgramOutside(engine, _random.Next).Answer;
        engine.Options.Jitter = _random.NextDouble;
        engine.Options.HibernateAfter = TimeSpan.FromSeconds(_random.Next(3) * 30);

        // Whoever disturbs it may do so ten times in a row: that is no execution which kills its process.
        engine.Options.MaxLostInvocations = MaxLostInvocations;
        engine.Options.MaxBatchOperations = _random.Next(3) == 0 ? _random.Next(1, 5) : 250;
        return engine;
    }

    private bool GoOnForAWhile(EngineHarness engine)
    {
        for (var items = _random.Next(1, 100); items > 0; items--)
        {
            switch (_random.Next(50))
            {
                case 0:
                    engine.Disk.Inject(StoreRequestKind.Commit, NextFault());
                    break;
                case 1:
                    engine.Disk.Inject(StoreRequestKind.ReadHead, StoreFault.FailBefore(), _random.Next(1, 3));
                    break;
                case 2 when engine.Current.HasBranches:
                    Trouble(engine.Current);
                    break;
                case 3 when engine.Clock.NextDueAt - engine.Clock.GetUtcNow() < s_longestJump:
                    engine.Clock.AdvanceToNextTimer();
                    break;
                case 4:
                    engine.Outside!();
                    break;
                default:
                    if (!engine.Work.RunOne() && !engine.PassTime())
                    {
                        return false;
                    }

                    break;
            }
        }

        return engine.Head.Status == ExecutionStatus.Running;
    }

    private void Trouble(EngineActivation activation)
    {
        switch (_random.Next(4))
        {
            case 0:
                activation.Branches.FailNext();
                break;
            case 1:
                _ = activation.PostAsync(static execution => execution.Fault(new TimeoutException("It was given up.")));
                break;
            default:
                activation.Branches.Delay(_random.Next, _random.Next(1, 100));
                break;
        }
    }

    private StoreFault NextFault() => _random.Next(4) switch
    {
        0 => StoreFault.FailBefore(),
        1 => StoreFault.FailBefore(StoreFailure.UnknownOutcome),
        2 => StoreFault.FailAfter(),
        _ => StoreFault.FailBefore(StoreFailure.Fatal),
    };
}
