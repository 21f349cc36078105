namespace Durable.AspNetCore;

/// <summary>The id of every event that the HTTP API logs: 6000 to 6099.</summary>
internal static class EventIds
{
    public const int RequestFailed = 6000;
    public const int RequestRefused = 6001;
    public const int NotReady = 6010;
}
