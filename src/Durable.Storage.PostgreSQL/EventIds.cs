namespace Durable.Storage;

/// <summary>The id of every event that this store logs: 5100 to 5199.</summary>
internal static class EventIds
{
    public const int NotSafe = 5100;
    public const int SchemaChanged = 5101;
}
