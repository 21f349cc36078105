namespace Durable.Chaos;

/// <summary>The process that was asked is gone, or could not do what it was asked; it is to be asked again.</summary>
internal sealed class ProcessLostException(string message = "The process is gone.") : Exception(message);
