using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Durable.Server.Tests.CommandLine;
using Durable.Silo.Hosting;
using Durable.Storage;
using Durable.Testing;

namespace Durable.Server.Tests.Hosting;

/// <summary>A table that the server cannot use keeps it from starting, with the reason.</summary>
public sealed class DynamoDBStartTests : IAsyncLifetime
{
    private readonly string _table = $"start-{Guid.NewGuid():N}";
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("durable-home-");
    private string _address = "";

    public async Task InitializeAsync() => _address = await TestDynamoDB.ServiceUrlAsync();

    public Task DisposeAsync()
    {
        _home.Delete(recursive: true);
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_table_with_other_keys_is_refused()
    {
        using var client = DynamoDBClients.Create(new DynamoDBStoreOptions { ServiceUrl = _address });
        await client.CreateTableAsync(new CreateTableRequest
        {
            TableName = _table,
            BillingMode = BillingMode.PAY_PER_REQUEST,
            KeySchema = [new KeySchemaElement("id", KeyType.HASH)],
            AttributeDefinitions = [new AttributeDefinition("id", ScalarAttributeType.S)],
        });

        var (exitCode, error) = await RunAsync();

        Assert.Equal(5, exitCode);
        Assert.Contains($"The checkpoint table '{_table}' refused a request as invalid", error, StringComparison.Ordinal);
        Assert.Contains("Check that the table has the keys and indexes that 'durable storage init --print' shows.", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_without_list_indexes_is_refused()
    {
        await CreateWithoutListsAsync();

        var (exitCode, error) = await RunAsync();

        Assert.Equal(5, exitCode);
        Assert.Contains($"The checkpoint table '{_table}' has no index 'function' with the keys 'fp' and 'ls'.", error, StringComparison.Ordinal);
        Assert.Contains("--dynamodb-no-list-indexes for the server", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_list_indexes_a_server_that_knows_is_ready()
    {
        await CreateWithoutListsAsync();
        await using var server = DurableServer.Build(new ServerOptions
        {
            Host = HostKind.Embedded,
            Store = StoreKind.DynamoDB,
            DynamoDB = new DynamoDBServerOptions { Endpoint = _address, Table = _table, ListIndexes = false },
            Port = 0,
            LogLevel = Microsoft.Extensions.Logging.LogLevel.None,
        });
        await server.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(server.Urls.Single()) };

        Assert.Equal("""{"Status":"ready"}""", await http.GetStringAsync(new Uri("/health/ready", UriKind.Relative)));
        (await new Cli(server.Urls.Single()).RunAsync("start", "sample-fan-out", "--input", "3", "--wait", "--name", "one")).Waited();
        var list = await new Cli(server.Urls.Single()).RunAsync("list");
        Assert.Contains("ListIndexes is off", list.Error, StringComparison.Ordinal);
        await server.StopAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("--dynamodb-profile no-such-profile")]
    public async Task Without_a_region_or_a_profile_the_way_out_is_named(string options)
    {
        var environment = new Dictionary<string, string?>
        {
            ["HOME"] = _home.FullName,
            ["AWS_EC2_METADATA_DISABLED"] = "true",
            ["AWS_REGION"] = null,
            ["AWS_DEFAULT_REGION"] = null,
            ["AWS_PROFILE"] = null,
        };
        string[] more = options.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        using var process = DotnetProcess.Start("durable-server.dll", ["--store", "dynamodb", "--port", "0", .. ServerProcess.FreePorts, .. more], environment);

        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.Contains(
            "durable-server: The checkpoint table 'durable-executions' cannot be asked, because the AWS SDK lacks credentials or a region. "
            + "Set a profile, a region, or the usual environment variables.",
            error,
            StringComparison.Ordinal);
        Assert.Equal(5, process.ExitCode);
    }

    private async Task CreateWithoutListsAsync() =>
        (await new Cli((string?)null).RunAsync("storage", "init", "--dynamodb-endpoint", _address, "--table", _table, "--no-list-indexes")).Succeeded();

    private async Task<(int ExitCode, string Error)> RunAsync()
    {
        var error = new StringWriter();
        string[] args = ["--store", "dynamodb", "--dynamodb-endpoint", _address, "--dynamodb-table", _table, "--port", "0", "--log-level", "none", .. ServerProcess.FreePorts];
        return (await ServerCommand.InvokeAsync(args, TextWriter.Null, error), error.ToString());
    }
}
