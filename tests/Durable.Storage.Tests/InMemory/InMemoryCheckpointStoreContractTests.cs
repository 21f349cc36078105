using Durable.Testing;

namespace Durable.Storage.Tests.InMemory;

public sealed class InMemoryCheckpointStoreContractTests : CheckpointStoreContract
{
    protected override Task<ICheckpointStore> CreateStoreAsync(TimeProvider timeProvider) =>
        Task.FromResult<ICheckpointStore>(new InMemoryCheckpointStore(timeProvider));
}
