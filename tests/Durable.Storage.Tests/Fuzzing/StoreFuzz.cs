namespace Durable.Storage.Tests.Fuzzing;

/// <summary>What a store may do with what it holds of an execution when that is damaged.</summary>
internal static class StoreFuzz
{
    /// <summary>Reads the execution in every way; it is there, is not there, or is damaged, and the other one can be read and listed as ever.</summary>
    public static async Task ReadAllAsync(ICheckpointStore store, ExecutionId damaged, ExecutionId sound)
    {
        await OrRefusedAsync(() => store.LoadAsync(damaged));
        await OrRefusedAsync(() => store.ReadHeadAsync(damaged, includeData: false));
        await OrRefusedAsync(() => store.ReadHeadAsync(damaged, includeData: true));
        Assert.NotNull(await store.LoadAsync(sound));
        Assert.Contains((await store.ListAsync(new ExecutionQuery())).Heads, head => head.Id == sound);
        Assert.Contains(
            await store.ReadDueAsync(new DueQuery { Until = DateTimeOffset.MaxValue, Limit = int.MaxValue }), due => due.Id == sound);
    }

    private static async Task OrRefusedAsync<T>(Func<ValueTask<T>> read)
    {
        try
        {
            await read();
        }
        catch (CheckpointStoreException exception) when (exception.Failure == StoreFailure.Fatal)
        {
            Assert.NotEmpty(exception.Message);
        }
    }
}
