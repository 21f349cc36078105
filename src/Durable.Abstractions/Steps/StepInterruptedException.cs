using Durable.Model;

namespace Durable;

/// <summary>
/// A step was under way when its process died; whether its effects happened is unknown. For an at-most-once step each such attempt is a failed
/// one; an at-least-once step runs again, and ends with this when that has happened more often than <see cref="StepConfig.MaxLostAttempts"/>.
/// </summary>
public sealed class StepInterruptedException : StepException
{
    /// <summary>Makes the exception of a recorded error.</summary>
    /// <param name="error">The recorded error.</param>
    public StepInterruptedException(ErrorObject error)
        : base(error)
    {
    }

    /// <summary>Makes an exception with a message, for tests of code that catches it.</summary>
    /// <param name="message">What went wrong.</param>
    public StepInterruptedException(string? message)
        : this(new ErrorObject { ErrorType = WireErrorType, ErrorMessage = message })
    {
    }

    /// <summary>The recorded <see cref="ErrorObject.ErrorType"/> by which a replay recognises the interruption.</summary>
    public const string WireErrorType = "StepInterruptedError";

    /// <summary>The error that is recorded for the interrupted attempt.</summary>
    /// <param name="operationId">Id of the step.</param>
    /// <param name="attemptNumber">The attempt that was interrupted, from 1.</param>
    internal static StepInterruptedException For(string operationId, int attemptNumber) => new(new ErrorObject
    {
        ErrorType = WireErrorType,
        ErrorMessage = Invariant($"Attempt {attemptNumber} of the at-most-once step '{operationId}' was interrupted: its process ended before the outcome was recorded."),
    });

    /// <summary>The error of a step whose attempt was lost too often.</summary>
    /// <param name="operationId">Id of the step.</param>
    /// <param name="attemptNumber">The attempt, from 1.</param>
    /// <param name="losses">How often it was lost.</param>
    internal static StepInterruptedException Lost(string operationId, int attemptNumber, int losses) => new(new ErrorObject
    {
        ErrorType = WireErrorType,
        ErrorMessage = Invariant($"Attempt {attemptNumber} of step '{operationId}' was lost {losses} times because its process ended while it ran; it is not run again."),
    });
}
