namespace Durable.Storage;

/// <summary>How wake-ups are spread, so that no single index partition and no single sweeper takes them all.</summary>
public static class WakeUpShards
{
    /// <summary>Number of shards. Part of the stored format.</summary>
    public const int Count = 64;

    /// <summary>Shard of an execution; the same in every process and release.</summary>
    /// <param name="id">The execution.</param>
    public static int Of(ExecutionId id) => (int)(Hash(Hash(2166136261, id.FunctionName), $"/{id.Name}") % Count);

    // FNV-1a over ASCII text: string.GetHashCode differs from process to process.
    private static uint Hash(uint hash, string text)
    {
        foreach (var character in text)
        {
            hash = (hash ^ character) * 16777619;
        }

        return hash;
    }
}
