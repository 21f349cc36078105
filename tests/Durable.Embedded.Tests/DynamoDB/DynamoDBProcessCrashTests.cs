using Durable.Storage;
using Durable.Testing;

namespace Durable.Embedded.Tests.DynamoDB;

/// <summary>Unlike a database file, DynamoDB may carry out what a process had sent after that process is dead and the next one has begun.</summary>
public sealed class DynamoDBProcessCrashTests : ProcessCrashContract, IAsyncLifetime
{
    private DynamoDBStoreOptions _options = new();

    // A request takes some milliseconds here, and every look between two lives reads all executions.
    protected override int Kills => 6;

    public async Task InitializeAsync() => _options = await TestDynamoDB.OptionsAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    protected override Task<string[]> WhereAsync() => Task.FromResult<string[]>([_options.ServiceUrl!, _options.TableName, _options.KeyPrefix]);

    protected override Task<ICheckpointStore> OpenStoreAsync() => Task.FromResult<ICheckpointStore>(DynamoDBCheckpointStore.Open(_options));
}
