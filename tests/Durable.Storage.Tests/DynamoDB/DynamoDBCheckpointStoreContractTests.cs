using System.Net;
using System.Text.Json.Nodes;
using Amazon.DynamoDBv2;
using Durable.Storage.Tables;
using Durable.Testing;

namespace Durable.Storage.Tests.DynamoDB;

/// <summary>
/// The store with no more rights than the run policy gives, and as it deletes by itself, where time-to-live is off; all else is the same
/// with it.
/// </summary>
public sealed class DynamoDBCheckpointStoreContractTests : CheckpointStoreContract, IDisposable
{
    private readonly FaultyHttp _http = new();
    private IAmazonDynamoDB? _client;

    public void Dispose()
    {
        _client?.Dispose();
        _http.Dispose();
    }

    protected override async Task<ICheckpointStore> CreateStoreAsync(TimeProvider timeProvider)
    {
        var options = await TestDynamoDB.OptionsAsync();
        options.TimeToLive = false;
        var allowed = Allowed(options);
        _http.Refuse = action => allowed.Contains($"dynamodb:{action}")
            ? null : FaultyHttp.Error(HttpStatusCode.BadRequest, "AccessDeniedException", $"not authorized to perform: dynamodb:{action}");
        _client = DynamoDBClients.Create(options, config => config.HttpClientFactory = _http.Factory);
        return DynamoDBCheckpointStore.Open(options, _client, timeProvider);
    }

    private static HashSet<string> Allowed(DynamoDBStoreOptions options) =>
        [.. JsonNode.Parse(TableTemplates.RunPolicy(options))!["Statement"]![0]!["Action"]!.AsArray().Select(static action => action!.GetValue<string>())];
}
