namespace Durable.Core.Log;

/// <summary>An update that the operation's state does not allow. Nothing of its batch was applied.</summary>
/// <param name="message">The rule, in the words of the wire.</param>
/// <param name="operationId">The operation.</param>
internal sealed class InvalidUpdateException(string message, string? operationId = null)
    : DurableExecutionException(operationId is null ? message : $"{message} (operation '{operationId}')")
{
    /// <summary>The rule alone, as the wire words it.</summary>
    public string Rule { get; } = message;
}
