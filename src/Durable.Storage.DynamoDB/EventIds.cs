namespace Durable.Storage;

/// <summary>The id of every event that this store logs: 4000 to 4099.</summary>
internal static class EventIds
{
    public const int ThrottleBegan = 4001;
    public const int ThrottleEnded = 4002;
    public const int CapacityDiffers = 4003;
}
