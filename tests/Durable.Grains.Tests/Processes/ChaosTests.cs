using Durable.Chaos;
using Durable.Testing;

namespace Durable.Grains.Tests.Processes;

/// <summary>A short run of the chaos program, for what it is made of; long ones are run by hand.</summary>
public sealed class ChaosTests
{
    [FullTheory]
    [InlineData("DynamoDB")]
    [InlineData("PostgreSQL")]
    public async Task Nothing_is_lost_or_done_twice_while_silos_are_killed(string store)
    {
        // Skipped where there is no such store.
        var isPostgreSQL = store == "PostgreSQL";
        _ = isPostgreSQL ? await TestPostgreSQL.OwnerConnectionStringAsync() : await TestDynamoDB.ServiceUrlAsync();
        using var output = new StringWriter();

        var problems = await ChaosProgram.RunAsync(
            new ChaosOptions { IsCluster = true, IsPostgreSQL = isPostgreSQL, Seed = 20261122, Executions = 50, Kills = 2, Limit = TimeSpan.FromMinutes(1) }, output);

        Assert.True(problems.Count == 0, $"{output}{string.Join('\n', problems)}");
    }
}
