using Durable.Storage;

namespace Durable.Core.Residence;

/// <summary>What a host knows of an execution that somebody watches.</summary>
/// <param name="Head">Its newest head, without input; null where the host knows none that is newer than what was seen.</param>
/// <param name="Open">What it waits for; null where it is not in memory.</param>
/// <param name="HasMoved">Whether it has changed in a way that only the store can tell.</param>
internal sealed record ResidentNews(ExecutionHead? Head, IReadOnlyList<WaitingFor>? Open, bool HasMoved)
{
    /// <summary>Nothing has happened.</summary>
    public static ResidentNews None { get; } = new(null, null, HasMoved: false);
}
