namespace Durable.AspNetCore.Health;

/// <summary>By what health checks are chosen.</summary>
internal static class HealthTags
{
    public const string Live = "live";
    public const string Ready = "ready";
}
