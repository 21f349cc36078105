using Durable.Testing;

namespace Durable.Storage.Tests.Cultures;

public sealed class InMemoryStoreCultureTests : ForeignCultureStoreContract
{
    protected override Task<ICheckpointStore> CreateStoreAsync(TimeProvider timeProvider) =>
        Task.FromResult<ICheckpointStore>(new InMemoryCheckpointStore(timeProvider));
}
