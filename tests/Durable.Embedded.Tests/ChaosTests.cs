using Durable.Chaos;
using Durable.Testing;

namespace Durable.Embedded.Tests;

/// <summary>A short run of the chaos program, for what it is made of; long ones are run by hand.</summary>
public sealed class ChaosTests
{
    [FullFact]
    public async Task Nothing_is_lost_or_done_twice_while_the_process_is_killed()
    {
        using var output = new StringWriter();

        var problems = await ChaosProgram.RunAsync(new ChaosOptions { Seed = 20261122, Executions = 50, Kills = 3, Limit = TimeSpan.FromMinutes(1) }, output);

        Assert.True(problems.Count == 0, $"{output}{string.Join('\n', problems)}");
    }
}
