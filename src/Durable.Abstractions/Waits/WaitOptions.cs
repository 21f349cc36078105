namespace Durable.Model;

/// <summary>WAIT START: how long it takes.</summary>
/// <param name="WaitSeconds">Seconds, 1 to 31,622,400.</param>
internal sealed record WaitOptions(int WaitSeconds);
