using Durable.Model;

namespace Durable;

/// <summary>
/// An at-most-once step was under way when its process died; whether its effects happened is unknown. Counts as a failed attempt.
/// </summary>
/// <param name="error">The recorded error.</param>
public sealed class StepInterruptedException(ErrorObject error) : StepException(error)
{
    /// <summary>The recorded <see cref="ErrorObject.ErrorType"/> by which a replay recognises the interruption.</summary>
    public const string WireErrorType = "StepInterruptedError";

    /// <summary>The error that is recorded for the interrupted attempt.</summary>
    /// <param name="operationId">Id of the step.</param>
    /// <param name="attemptNumber">The attempt that was interrupted, from 1.</param>
    public static StepInterruptedException For(string operationId, int attemptNumber) => new(new ErrorObject
    {
        ErrorType = WireErrorType,
        ErrorMessage = $"Attempt {attemptNumber} of the at-most-once step '{operationId}' was interrupted: its process ended before the outcome was recorded.",
    });
}
