using System.Diagnostics.CodeAnalysis;

namespace Durable.Storage;

/// <summary>
/// Which service a host runs, for stores that belong to one service at a time. A host takes up executions by the names of its functions, so
/// a host of another service with a function of the same name would run its own code on them.
/// </summary>
/// <param name="ServiceId">The service.</param>
/// <param name="TakeOver">Whether a store of another service becomes this one's.</param>
public sealed record StoreOwner(string ServiceId, bool TakeOver)
{
    /// <summary>Most characters of a service id.</summary>
    public const int MaxServiceIdLength = 150;

    /// <summary>Whether a text can be a service id: 1 to 150 printable characters.</summary>
    /// <param name="serviceId">The text.</param>
    public static bool IsValidServiceId([NotNullWhen(true)] string? serviceId) =>
        !string.IsNullOrWhiteSpace(serviceId) && serviceId.Length <= MaxServiceIdLength && !serviceId.Any(char.IsControl);
}
