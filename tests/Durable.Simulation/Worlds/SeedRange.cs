using System.Collections.Concurrent;
using System.Diagnostics;

namespace Durable.Simulation.Worlds;

/// <summary>Many seeds, on all processors.</summary>
internal static class SeedRange
{
    /// <summary>Runs seeds until all have run, time is up or one has failed.</summary>
    /// <param name="first">The first seed.</param>
    /// <param name="count">How many.</param>
    /// <param name="longest">How long.</param>
    /// <param name="progress">Told now and then how far it is.</param>
    /// <exception cref="SeedFailedException">A promise was broken.</exception>
    public static RangeReport Run(int first, int count, TimeSpan? longest = null, Action<RangeReport>? progress = null)
    {
        var begun = Stopwatch.GetTimestamp();
        var report = new RangeReport(0, 0, 0, 0);
        SeedFailedException? failure = null;
        var turn = new Lock();
        var groups = Partitioner.Create(0, count, SeedCheck.SeedsPerScenario);
        Parallel.ForEach(groups, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, (group, loop) =>
        {
            for (var index = group.Item1; index < group.Item2 && !loop.ShouldExitCurrentIteration; index++)
            {
                if (longest is not null && Stopwatch.GetElapsedTime(begun) > longest)
                {
                    loop.Stop();
                    return;
                }

                if (Failure(unchecked(first + index)) is { } failed)
                {
                    lock (turn)
                    {
                        failure ??= failed;
                    }

                    loop.Stop();
                }
            }
        });
        return failure is null ? report : throw failure;

        SeedFailedException? Failure(int seed)
        {
            try
            {
                var one = SeedCheck.Run(seed);
                lock (turn)
                {
                    report = report.With(one);
                    progress?.Invoke(report);
                }

                return null;
            }
            catch (Exception exception)
            {
                return new SeedFailedException(seed, exception);
            }
        }
    }
}

/// <summary>What many seeds came to.</summary>
/// <param name="Seeds">Seeds that have run.</param>
/// <param name="Executions">Executions in them.</param>
/// <param name="Restarts">Processes that took the place of others.</param>
/// <param name="Items">Steps of the scheduler.</param>
internal readonly record struct RangeReport(long Seeds, long Executions, long Restarts, long Items)
{
    public RangeReport With(SeedReport seed) => new(Seeds + 1, Executions + seed.Executions, Restarts + seed.Restarts, Items + seed.Items);

    public override string ToString() => $"{Seeds} seeds, {Executions} executions, {Restarts} processes replaced, {Items} scheduling decisions, 0 violations";
}

/// <summary>A seed has failed.</summary>
/// <param name="seed">The seed.</param>
/// <param name="cause">Why.</param>
internal sealed class SeedFailedException(int seed, Exception cause) : Exception(
    $"Seed {seed} fails. To see it again: dotnet run --project tests/Durable.Simulation -c Release -- replay {seed}{Environment.NewLine}{cause.Message}", cause)
{
    public int Seed => seed;
}
