namespace Durable.Core.Hosting;

/// <summary>A one-shot timer whose tick is a turn. Used only in turns.</summary>
internal interface ITurnTimer : IDisposable
{
    /// <summary>Sets when the next tick is due, in place of what was set before; null disarms it.</summary>
    void Arm(DateTimeOffset? dueAt);
}
