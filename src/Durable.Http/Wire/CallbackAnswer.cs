namespace Durable.Http.Wire;

/// <summary>The answer to whoever has completed a callback or sent a heartbeat: nothing is to be said.</summary>
internal sealed record CallbackAnswer;
