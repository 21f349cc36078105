using System.Text.Json.Nodes;
using Durable.CommandLine.Output;
using Durable.Silo.Hosting;
using Durable.Testing;
using Microsoft.Extensions.Logging;

namespace Durable.Server.Tests.CommandLine;

public sealed class StorageCommandTests : IDisposable
{
    private readonly Cli _cli = new(endpoint: null);
    private readonly string _prices = Path.GetTempFileName();

    public void Dispose() => File.Delete(_prices);

    [Theory]
    [InlineData("run-policy", "dynamodb:PutItem")]
    [InlineData("deploy-policy", "dynamodb:CreateTable")]
    public async Task Policies_are_printed_without_asking_anybody(string what, string action)
    {
        var printed = JsonNode.Parse((await _cli.RunAsync("storage", "init", "--table", "orders", "--print", what)).Succeeded())!;

        var statement = printed["Statement"]![0]!;
        Assert.Contains(action, statement["Action"]!.AsArray().Select(static element => element!.GetValue<string>()));
        Assert.Equal("arn:aws:dynamodb:*:*:table/orders", statement["Resource"]![0]!.GetValue<string>());
    }

    [Theory]
    [InlineData("cloudformation", "\"TableName\": \"orders\"")]
    [InlineData("terraform", "resource \"aws_dynamodb_table\" \"durable_executions\"")]
    public async Task Templates_are_printed_without_asking_anybody(string what, string part) =>
        Assert.Contains(part, (await _cli.RunAsync("storage", "init", "--table", "orders", "--print", what)).Succeeded(), StringComparison.Ordinal);

    [Fact]
    public async Task A_table_name_that_cannot_be_is_refused()
    {
        var run = await _cli.RunAsync("storage", "init", "--table", "a b");

        run.FailedWith(2, "durable: DynamoDBStoreOptions.TableName is 'a b': set it to 3 to 255 of the characters a-z, A-Z, 0-9, '_', '.' and '-'.");
    }

    [Fact]
    public async Task A_table_is_created_once_and_a_server_on_it_says_what_an_execution_has_cost()
    {
        var address = await TestDynamoDB.ServiceUrlAsync();
        var table = $"server-{Guid.NewGuid():N}";
        string[] init = ["storage", "init", "--dynamodb-endpoint", address, "--table", table];
        Assert.Equal($"Created {table}.\n", (await _cli.RunAsync(init)).Succeeded());
        Assert.Equal($"{table} is there already; it was not changed.\n", (await _cli.RunAsync(init)).Succeeded());
        await using var server = DurableServer.Build(new ServerOptions
        {
            Host = HostKind.Embedded,
            Store = StoreKind.DynamoDB,
            DynamoDB = new DynamoDBServerOptions { Endpoint = address, Table = table },
            Port = 0,
            LogLevel = LogLevel.None,
        });
        await server.StartAsync();
        var cli = new Cli(server.Urls.Single());
        await File.WriteAllTextAsync(_prices, """{ "Currency": "EUR", "WriteUnitsPerMillion": 1, "ReadUnitsPerMillion": 2 }""");

        (await cli.RunAsync("start", "sample-fan-out", "--input", "3", "--name", "cost", "--wait")).Waited();
        var described = (await cli.RunAsync("describe", "sample-fan-out/cost", "--prices", _prices)).Succeeded();

        var storage = described.Split('\n').Single(static line => line.StartsWith("Storage\t", StringComparison.Ordinal));
        Assert.Matches("^Storage\t[1-9][0-9]* requests, [1-9][0-9]* write units \\(indexes 6 more\\), 0 read units, [1-9][0-9]* bytes written, 0 bytes read$", storage);
        var written = int.Parse(storage.Split(", ")[1].Split(' ')[0]);
        Assert.Contains($"Price\t{(written + 6) / 1_000_000m:0.########} EUR\n", described, StringComparison.Ordinal);

        // The sums of one execution are its own numbers.
        var sums = (await cli.RunAsync("usage", "--prices", _prices)).Succeeded().Split('\n')[1].Split('\t');
        Assert.Equal(["sample-fan-out", "1"], sums[..2]);
        Assert.Equal(storage.Split([' ', '\t', '(', ','], StringSplitOptions.RemoveEmptyEntries).Where(static word => char.IsAsciiDigit(word[0])), sums[3..9]);
        Assert.Equal($"{(written + 6) / 1_000_000m:0.########} EUR", sums[9]);
        await server.StopAsync();
    }

    [Fact]
    public void The_documented_price_table_can_be_read_and_says_what_it_is_of()
    {
        var prices = PriceTable.Read(Path.Combine(AppContext.BaseDirectory, "prices.json"));

        Assert.Equal("USD", prices.Currency);
        Assert.Contains("us-east-1", prices.Note, StringComparison.Ordinal);
        Assert.Contains("check them", prices.Note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_price_table_that_is_none_is_refused()
    {
        await File.WriteAllTextAsync(_prices, "{}");

        var run = await _cli.RunAsync("describe", "sample-fan-out/cost", "--prices", _prices);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains($"The price table '{_prices}' cannot be read", run.Error, StringComparison.Ordinal);
    }
}
