namespace Durable.Core.Hosting;

/// <summary>A jump of the wall clock that was noticed.</summary>
/// <param name="by">How far ahead it is of where it would be; zero where the machine was suspended and no clock tells for how long.</param>
/// <param name="since">The timestamp of the look before, at which it had not jumped.</param>
internal sealed class ClockJump(TimeSpan by, long since) : EventArgs
{
    public TimeSpan By => by;

    public bool IsBack => by < TimeSpan.Zero;

    public long Since => since;
}
