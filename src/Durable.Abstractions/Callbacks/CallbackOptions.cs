namespace Durable.Model;

/// <summary>CALLBACK START: what the callback is to have.</summary>
/// <param name="Key">The part of its id that cannot be guessed.</param>
/// <param name="TimeoutSeconds">Seconds until it times out, up to 99,999,999; null for never.</param>
/// <param name="HeartbeatSeconds">Longest time without a heartbeat, in seconds, up to 99,999,999; null for no limit.</param>
internal sealed record CallbackOptions(string Key, int? TimeoutSeconds = null, int? HeartbeatSeconds = null);
