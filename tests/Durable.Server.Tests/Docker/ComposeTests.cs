using System.CommandLine;
using Durable.CommandLine;
using Durable.CommandLine.Targets;
using Durable.Silo.Hosting;

namespace Durable.Server.Tests.Docker;

/// <summary>What the compose files say is what server and command line understand. Nothing is started.</summary>
/// <param name="file">The file.</param>
/// <param name="database">Its database, by the name of the store.</param>
public abstract class ComposeTests(string file, string database)
{
    private static readonly string[] s_silos = ["silo-1", "silo-2"];
    private readonly ComposeFile _compose = ComposeFile.Read(file);

    [Fact]
    public void There_are_a_database_two_silos_and_a_client() => Assert.Equal([database, .. s_silos, "client"], _compose.Services);

    [Theory]
    [InlineData("silo-1")]
    [InlineData("silo-2")]
    public void A_silos_command_line_is_one_that_the_server_takes(string silo)
    {
        var options = new ServerCommandOptions();
        var command = new RootCommand();
        options.AddTo(command);

        var parsed = command.Parse(_compose.List(silo, "command"));

        Assert.Empty(parsed.Errors);
        Assert.Equal(("orleans", database, database), (Option(silo, "--host"), Option(silo, "--clustering"), Option(silo, "--store")));
    }

    [Theory]
    [InlineData("--cluster-id")]
    [InlineData("--service-id")]
    [InlineData("--gateway-port")]
    public void Both_silos_are_of_one_cluster(string option) => AssertShared(option);

    [Fact]
    public void No_silo_has_a_table_or_a_cluster_to_itself() => Assert.All(
        s_silos, silo => Assert.Empty(_compose.List(silo, "command").Intersect(["--primary", "--dynamodb-table", "--clustering-table", "--dynamodb-local"])));

    [Fact]
    public void The_client_asks_the_gateways_of_these_silos()
    {
        var gateways = _compose.Members("client", "environment")["DURABLE_ORLEANS"].Split(',').Select(static gateway => Gateway.TryParse(gateway)!);
        Assert.Equal(
            s_silos.Select(silo => (silo, Option(silo, "--gateway-port"))), gateways.Select(static gateway => (gateway.Host, $"{gateway.Port}")));

        var nowhere = new Terminal { Input = Stream.Null, Output = TextWriter.Null, Error = TextWriter.Null };
        Assert.Empty(DurableCommandLine.CreateRoot(nowhere).Parse(_compose.List("client", "command")).Errors);
        Assert.All((string[])["--cluster-id", "--service-id"], id => Assert.Equal(Option("silo-1", id), Option("client", id)));
    }

    [Fact]
    public void Nobody_starts_before_what_it_needs_is_healthy()
    {
        Assert.Equal(database, Assert.Single(_compose.Members("silo-1", "depends_on")).Key);
        Assert.Contains(Assert.Single(_compose.Members("silo-2", "depends_on")).Key, (string[])[database, "silo-1"]);
        Assert.Equal("silo-1", Assert.Single(_compose.Members("client", "depends_on")).Key);
        Assert.Contains("test", _compose.Members(database, "healthcheck").Keys);
    }

    [Fact]
    public void A_silo_has_time_to_hand_over_before_it_is_killed() =>
        Assert.All(s_silos, silo => Assert.InRange(int.Parse(_compose.Text(silo, "stop_grace_period")!.TrimEnd('s')), 31, 120));

    private protected void AssertShared(string option) => Assert.Single(s_silos.Select(silo => Option(silo, option)).Distinct());

    private string Option(string service, string name)
    {
        var command = _compose.List(service, "command");
        return command[Array.IndexOf(command, name) + 1];
    }
}

/// <summary>docker/compose.yaml.</summary>
public sealed class DynamoDBComposeTests() : ComposeTests("compose.yaml", "dynamodb")
{
    [Theory]
    [InlineData("--dynamodb-endpoint")]
    [InlineData("--dynamodb-key-prefix")]
    public void Both_silos_share_their_executions(string option) => AssertShared(option);
}

/// <summary>docker/compose.postgres.yaml.</summary>
public sealed class PostgreSQLComposeTests() : ComposeTests("compose.postgres.yaml", "postgres")
{
    [Fact]
    public void Both_silos_share_their_executions() => AssertShared("--postgres-schema");
}
