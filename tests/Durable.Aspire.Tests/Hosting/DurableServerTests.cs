using System.CommandLine;
using Durable.Silo.Hosting;

namespace Durable.Aspire.Tests.Hosting;

/// <summary>The command line of the server as a resource: one that the server takes.</summary>
public sealed class DurableServerTests
{
    private readonly IDistributedApplicationBuilder _app = TestAppHost.Create();

    [Fact]
    public async Task A_server_keeps_what_it_has_by_itself()
    {
        var arguments = await TestAppHost.ArgumentsOfAsync(_app.AddDurableServer("server"));

        Assert.Equal(["--port", "{server.bindings.http.targetPort}", "--silo-port", "0", "--gateway-port", "0"], arguments);
    }

    [Fact]
    public async Task A_server_runs_a_service_in_its_file()
    {
        var durable = _app.AddDurable("shop").WithDevelopmentStore("shop.db");

        var options = await OptionsAsync(_app.AddDurableServer("server").WithStore(durable).WithFunctions(typeof(DurableServerTests).Assembly.Location));

        Assert.Equal(("shop", StoreKind.Sqlite, Path.Combine(_app.AppHostDirectory, "shop.db")), (options.ServiceId, options.Store, options.DataPath));
        Assert.Equal([typeof(DurableServerTests).Assembly.Location], options.FunctionPaths);
    }

    [Fact]
    public async Task A_server_runs_a_service_in_DynamoDB()
    {
        var durable = _app.AddDurable("shop").WithDynamoDB("executions", "eu-central-1", "http://localhost:8000").WithKeyPrefix("shop:").WithSchemaCreation();

        var options = await OptionsAsync(_app.AddDurableServer("server").WithStore(durable));

        Assert.Equal(StoreKind.DynamoDB, options.Store);
        Assert.Equal(
            new DynamoDBServerOptions { Table = "executions", Region = "eu-central-1", Endpoint = "http://localhost:8000", KeyPrefix = "shop:", CreateTable = true },
            options.DynamoDB);
    }

    [Fact]
    public async Task A_server_runs_a_service_in_PostgreSQL_and_its_command_line_has_no_password()
    {
        var database = _app.AddPostgres("pg").AddDatabase("shop-db");
        var durable = _app.AddDurable("shop").WithStore(database).WithKeyPrefix("shop").WithSchemaCreation();
        var server = _app.AddDurableServer("server").WithStore(durable);

        var arguments = await TestAppHost.ArgumentsOfAsync(server);
        var environment = await TestAppHost.EnvironmentOfAsync(server);

        Assert.Equal(["--service-id", "shop", "--store", "postgres", "--postgres-schema", "shop", "--postgres-create-schema"], arguments[6..]);
        Assert.Equal("{shop-db.connectionString}", environment["DURABLE_POSTGRES_CONNECTION"]);
    }

    [Fact]
    public async Task A_store_that_the_server_does_not_know_is_refused()
    {
        var durable = _app.AddDurable("shop").WithStore(_app.AddConnectionString("db"), "Cosmos");
        var server = _app.AddDurableServer("server").WithStore(durable);

        var refused = await Assert.ThrowsAsync<DistributedApplicationException>(() => TestAppHost.ArgumentsOfAsync(server));
        Assert.Contains("the store of 'shop' is 'Cosmos'", refused.Message, StringComparison.Ordinal);
    }

    private static async Task<ServerOptions> OptionsAsync(IResourceBuilder<DurableServerResource> server)
    {
        var arguments = (await TestAppHost.ArgumentsOfAsync(server)).Select(static argument => argument!.StartsWith('{') ? "8321" : argument).ToArray();
        var (command, options) = (new RootCommand(), new ServerCommandOptions());
        options.AddTo(command);
        var parsed = command.Parse(arguments);
        Assert.Empty(parsed.Errors);
        return options.Read(parsed);
    }
}
