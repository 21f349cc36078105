namespace Durable;

/// <summary>
/// The function made another call than the log holds at that place; retrying cannot help. The execution is parked, or ends FAILED where
/// <see cref="DivergenceBehavior.Fail"/> is set. Usual causes: changed code, a clock or random number outside a step, an unordered collection.
/// </summary>
/// <param name="message">Names the operation id, what the log holds and what the function asked for.</param>
public sealed class NonDeterministicExecutionException(string message) : DurableExecutionException(message);
