using System.Globalization;
using Durable.Server.Tests.CommandLine;
using Durable.Server.Tests.Hosting;
using Durable.Testing;

namespace Durable.Server.Tests.PostgreSQL;

/// <summary>Silos in processes of their own that know nothing of each other but one connection file.</summary>
public sealed class PostgreSQLClusterTests
{
    private const int Executions = 30;

    [FullFact]
    public async Task Three_silos_form_a_cluster_and_finish_what_a_killed_one_had()
    {
        var options = await TestPostgreSQL.OptionsAsync();
        using var owner = new ConnectionFile(await TestPostgreSQL.OwnerConnectionStringAsync());
        using var host = new ConnectionFile(options.ConnectionString!);
        var role = new Npgsql.NpgsqlConnectionStringBuilder(options.ConnectionString).Username!;
        (await new Cli(endpoint: null).RunAsync(
            "storage", "init", "--store", "postgres", "--postgres-connection-file", owner.Path, "--postgres-schema", options.Schema, "--clustering", "--role", role,
            "--force")).Succeeded();
        string[] silo =
        [
            "--store", "postgres", "--clustering", "postgres", "--postgres-connection-file", host.Path, "--postgres-schema", options.Schema, "--advertised-address",
            "127.0.0.1", "--lease", "2", .. ServerProcess.FreePorts,
        ];
        using var first = await ServerProcess.StartAsync(databasePath: null, args: silo);
        using var victim = await ServerProcess.StartAsync(databasePath: null, args: silo);
        using var third = await ServerProcess.StartAsync(databasePath: null, args: silo);
        var gateway = await third.ReadGatewayAsync();

        for (var i = 0; i < Executions; i++)
        {
            (await new Cli(first.Endpoint).RunAsync("start", "sample-fan-out", "--input", "3", "--name", Name(i))).Succeeded();
        }

        victim.Kill();
        using var replacement = await ServerProcess.StartAsync(databasePath: null, args: silo);

        for (var i = 0; i < Executions; i++)
        {
            Assert.Equal("5\n", (await new Cli(i % 2 == 0 ? first.Endpoint : replacement.Endpoint).RunAsync("result", $"sample-fan-out/{Name(i)}")).Succeeded());
        }

        var client = new Cli(endpoint: null);
        Assert.Contains(Name(0), (await client.RunAsync("list", "--function", "sample-fan-out", "--orleans", gateway)).Succeeded(), StringComparison.Ordinal);
        Assert.Contains(" rows written, ", (await client.RunAsync("describe", $"sample-fan-out/{Name(0)}", "--orleans", gateway)).Succeeded(), StringComparison.Ordinal);
    }

    private static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"one-of-many-{number:00}");
}
