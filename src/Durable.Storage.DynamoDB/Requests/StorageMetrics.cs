using System.Diagnostics.Metrics;

namespace Durable.Storage.Requests;

/// <summary>What the store tells about itself to whoever listens.</summary>
internal static class StorageMetrics
{
    /// <summary>Name of the meter; part of the public face.</summary>
    public const string Name = "Durable.Storage.DynamoDB";

    public static readonly Meter Meter = new(Name);
}
