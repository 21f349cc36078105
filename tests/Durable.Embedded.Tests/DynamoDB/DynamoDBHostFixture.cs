using Durable.Storage;
using Durable.Testing;

namespace Durable.Embedded.DynamoDB;

/// <summary>Embedded hosts over a part of a DynamoDB table.</summary>
public sealed class DynamoDBHostFixture : EmbeddedHostFixture
{
    private DynamoDBCheckpointStore? _store;

    /// <summary>The store, below what counts and disturbs its requests.</summary>
    public DynamoDBCheckpointStore Table => _store ?? throw new InvalidOperationException("The test has not been initialized.");

    protected override async Task<ICheckpointStore?> OpenStoreAsync() =>
        _store = DynamoDBCheckpointStore.Open(await TestDynamoDB.OptionsAsync(), timeProvider: Clock);

    protected override async ValueTask DisposeHostsAsync()
    {
        await base.DisposeHostsAsync();
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }
    }
}
