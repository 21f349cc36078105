using System.Text;
using Durable.Storage;

namespace Durable.Testing;

/// <summary>What every <see cref="ICheckpointStore"/> does. A store's tests inherit it.</summary>
public abstract partial class CheckpointStoreContract : IAsyncLifetime
{
    private ICheckpointStore? _store;

    /// <summary>The clock of the store.</summary>
    protected ManualTimeProvider Time { get; } = new();

    /// <summary>The store under test, empty at the start of each test.</summary>
    protected ICheckpointStore Store => _store ?? throw new InvalidOperationException("The test has not been initialized.");

    /// <summary>The clock's time.</summary>
    protected DateTimeOffset Now => Time.GetUtcNow();

    /// <inheritdoc/>
    public async Task InitializeAsync() => _store = await CreateStoreAsync(Time);

    /// <inheritdoc/>
    public virtual async Task DisposeAsync()
    {
        if (_store is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }
    }

    /// <summary>Makes a new, empty store.</summary>
    /// <param name="timeProvider">Its clock.</param>
    protected abstract Task<ICheckpointStore> CreateStoreAsync(TimeProvider timeProvider);

    /// <summary>Waits until lists and due wake-ups show every completed commit. Most stores have nothing to wait for.</summary>
    protected virtual Task SettleAsync() => Task.CompletedTask;

    /// <summary>Creates an execution.</summary>
    /// <param name="head">Its first head.</param>
    /// <returns>The same head.</returns>
    protected async Task<ExecutionHead> CreateAsync(ExecutionHead head)
    {
        Assert.Null(await Store.CreateAsync(head));
        return head;
    }

    /// <summary>Makes a commit that must not lose.</summary>
    /// <param name="head">The new head.</param>
    /// <param name="records">The records; none by default.</param>
    /// <returns>The same head.</returns>
    protected async Task<ExecutionHead> CommitAsync(ExecutionHead head, string records = "")
    {
        Assert.True(await Store.CommitAsync(new Checkpoint(head, Utf8(records))));
        return head;
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static string[] Texts(StoredExecution? execution)
    {
        Assert.NotNull(execution);
        return [.. execution.Segments.Select(static segment => Encoding.UTF8.GetString(segment.Span))];
    }

    private static byte[] RandomBytes(int count, int seed)
    {
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
