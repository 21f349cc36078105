namespace Durable.Storage;

/// <summary>The id of every event that this store logs: 5000 to 5099.</summary>
internal static class EventIds
{
    public const int ReadableByOthers = 5000;
    public const int Claimed = 5001;
    public const int TakenOver = 5002;
}
