using System.Globalization;
using Durable.Simulation.Worlds;
using Durable.Testing;

namespace Durable.Simulation;

/// <summary>
/// Worlds of many executions under every fault there is. A failure names its seed and the command that shows it again; set DURABLE_SEEDS to
/// run more seeds than a build does.
/// </summary>
public sealed class SimulationTests
{
    private const int Parts = 10;

    private static readonly int s_seeds = FullRun.Choose(usual: 1_000, full: 20_000);

    // A test that says nothing for minutes is taken for one that hangs.
    [Theory]
    [MemberData(nameof(AllParts))]
    public void Whatever_goes_wrong_every_promise_is_kept(int part)
    {
        var all = Environment.GetEnvironmentVariable("DURABLE_SEEDS") is { } value ? int.Parse(value, CultureInfo.InvariantCulture) : s_seeds;
        var seeds = all / Parts;

        var report = SeedRange.Run(part * seeds, seeds);

        Assert.Equal(seeds, report.Seeds);
    }

    public static TheoryData<int> AllParts => [.. Enumerable.Range(0, Parts)];

    [Fact]
    public void A_seed_is_the_same_run_each_time()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            Assert.Equal(SeedCheck.Run(seed), SeedCheck.Run(seed));
        }
    }
}
