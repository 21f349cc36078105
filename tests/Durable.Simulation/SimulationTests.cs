using System.Globalization;
using Durable.Simulation.Worlds;

namespace Durable.Simulation;

/// <summary>
/// Worlds of many executions under every fault there is. A failure names its seed and the command that shows it again; set DURABLE_SEEDS to
/// run more seeds than a build does.
/// </summary>
public sealed class SimulationTests
{
    private const int Seeds = 20_000;

    [Fact]
    public void Whatever_goes_wrong_every_promise_is_kept()
    {
        var seeds = Environment.GetEnvironmentVariable("DURABLE_SEEDS") is { } value ? int.Parse(value, CultureInfo.InvariantCulture) : Seeds;

        var report = SeedRange.Run(first: 0, seeds);

        Assert.Equal(seeds, report.Seeds);
    }

    [Fact]
    public void A_seed_is_the_same_run_each_time()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            Assert.Equal(SeedCheck.Run(seed), SeedCheck.Run(seed));
        }
    }
}
