using Durable.DynamoDBLocal;
using Durable.Storage;
using Durable.Storage.Tables;
using Xunit.Sdk;

namespace Durable.Testing;

/// <summary>
/// The DynamoDB of this test process and the one table in it. Each test keeps its executions under a key prefix of its own, as services
/// that share a table do.
/// </summary>
public static class TestDynamoDB
{
    /// <summary>Address of the DynamoDB of this process; started by the first call.</summary>
    /// <remarks>Skips the test where there is none to be had, and where this is not the full run.</remarks>
    public static async Task<string> ServiceUrlAsync()
    {
        FullRun.Require();
        try
        {
            return (await Started.Server).ServiceUrl;
        }
        catch (DynamoDBLocalException exception)
        {
            throw SkipException.ForSkip(
                $"DynamoDB is not tested: {exception.Message} Or name an endpoint in the environment variable {DynamoDBLocalServer.EndpointVariable}.");
        }
    }

    /// <summary>Options for a store that nobody else sees into.</summary>
    public static async Task<DynamoDBStoreOptions> OptionsAsync() => new()
    {
        ServiceUrl = await ServiceUrlAsync(),
        TableName = await Started.Table,
        KeyPrefix = $"{Guid.NewGuid():N}:",
        RequestTimeout = TimeSpan.FromSeconds(30),

        // Tests want to know what DynamoDB itself counts.
        CapacityCheckInterval = 1,
    };

    private static async Task<string> CreateTableAsync()
    {
        var options = new DynamoDBStoreOptions { ServiceUrl = await ServiceUrlAsync(), TableName = $"tests-{Guid.NewGuid():N}" };
        using var client = DynamoDBClients.Create(options);
        await DurableTable.CreateIfMissingAsync(client, options);
        return options.TableName;
    }

    /// <summary>What the first test that asks for it starts, and no other run than the full one.</summary>
    private static class Started
    {
        public static readonly Task<DynamoDBLocalServer> Server = DynamoDBLocalServer.StartAsync();
        public static readonly Task<string> Table = CreateTableAsync();

        // Without it the runtime may begin earlier than the first test asks.
        static Started()
        {
        }
    }
}
