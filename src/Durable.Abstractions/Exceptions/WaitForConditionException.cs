using Durable.Model;

namespace Durable;

/// <summary>The polls of a wait for a condition were used up and the condition was not met.</summary>
/// <param name="error">The recorded error; its data is the last state, serialized.</param>
/// <param name="attemptsExhausted">How many polls there were.</param>
/// <param name="lastState">What the last poll came to.</param>
public sealed class WaitForConditionException(ErrorObject error, int attemptsExhausted, object? lastState) : DurableOperationException(error)
{
    /// <summary>The recorded <see cref="ErrorObject.ErrorType"/> by which a replay recognises that polls were used up.</summary>
    public const string WireErrorType = "WaitForConditionError";

    /// <summary>How many polls there were.</summary>
    public int AttemptsExhausted { get; } = attemptsExhausted;

    /// <summary>What the last poll came to; null when that was larger than an error may be, 32 KiB.</summary>
    public object? LastState { get; } = lastState;
}
