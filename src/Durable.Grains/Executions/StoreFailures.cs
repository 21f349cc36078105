using Durable.Storage;

namespace Durable.Grains.Executions;

/// <summary>What a store says is told to client apps in a type that they have: theirs know neither the engine nor the store.</summary>
internal static class StoreFailures
{
    public static async Task<T> ToldAsync<T>(Task<T> answer)
    {
        try
        {
            return await answer;
        }
        catch (CheckpointStoreException failure)
        {
            throw ToTell(failure);
        }
    }

    private static DurableExecutionException ToTell(CheckpointStoreException failure) => new(failure.Message);
}
