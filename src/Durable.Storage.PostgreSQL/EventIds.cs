namespace Durable.Storage;

/// <summary>The id of every event that this store logs: 5100 to 5199.</summary>
internal static class EventIds
{
    public const int NotSafe = 5100;
    public const int SchemaChanged = 5101;
    public const int StartRefused = 5102;
    public const int StartUnknown = 5103;
    public const int StartsFailed = 5104;
    public const int DeadRowsKept = 5105;
    public const int DeadRowsGone = 5106;
    public const int HealthUnknown = 5107;
}
