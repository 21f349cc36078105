namespace Durable.WebConsole.Endpoints;

/// <summary>Ends a request with a status and a sentence for whoever sent it.</summary>
internal sealed class ConsoleRefusal(int status, string message, Exception? innerException = null) : Exception(message, innerException)
{
    public int Status { get; } = status;
}
