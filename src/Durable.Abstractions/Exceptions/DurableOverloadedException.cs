namespace Durable;

/// <summary>The host runs as many executions as it may and did not get to this start in time. Nothing was started; try again later.</summary>
/// <param name="message">Names the limit.</param>
public sealed class DurableOverloadedException(string message) : DurableExecutionException(message);
