namespace Durable;

/// <summary>
/// The process that ran the execution died, too often in a row and without any progress in between: perhaps the execution's own code kills it. The
/// execution is parked with this error.
/// </summary>
/// <param name="message">Says how often, which option limits it, and how to go on.</param>
public sealed class InvocationsLostException(string message) : DurableExecutionException(message);
