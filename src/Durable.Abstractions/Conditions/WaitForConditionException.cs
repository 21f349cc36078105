using Durable.Model;

namespace Durable;

/// <summary>The polls of a wait for a condition were used up and the condition was not met.</summary>
public sealed class WaitForConditionException : DurableOperationException
{
    /// <summary>The recorded <see cref="ErrorObject.ErrorType"/> by which a replay recognises that polls were used up.</summary>
    public const string WireErrorType = "WaitForConditionError";

    /// <summary>Makes the exception of a recorded error.</summary>
    /// <param name="error">The recorded error; its data is the last state, serialized.</param>
    /// <param name="attemptsExhausted">How many polls there were.</param>
    /// <param name="lastState">What the last poll came to.</param>
    public WaitForConditionException(ErrorObject error, int attemptsExhausted, object? lastState)
        : base(error)
    {
        AttemptsExhausted = attemptsExhausted;
        LastState = lastState;
    }

    /// <summary>Makes an exception with a message, for tests of code that catches it.</summary>
    /// <param name="message">What went wrong.</param>
    public WaitForConditionException(string? message)
        : this(new ErrorObject { ErrorType = WireErrorType, ErrorMessage = message }, attemptsExhausted: 0, lastState: null)
    {
    }

    /// <summary>How many polls there were.</summary>
    public int AttemptsExhausted { get; }

    /// <summary>What the last poll came to; null when that was larger than an error may be, 32 KiB.</summary>
    public object? LastState { get; }

    internal override string OperationKind => "condition";
}
