using Durable.Storage;

namespace Durable.Bench.Stores;

/// <summary>The in-memory store: what the engine costs by itself.</summary>
internal sealed class MemoryBenchStore : IBenchStore
{
    public ICheckpointStore Store { get; } = new InMemoryCheckpointStore();

    // All it holds would be gone.
    public Task ReopenAsync() => Task.CompletedTask;

    public ValueTask DisposeAsync() => default;
}
