using System.Globalization;
using Durable.Model;

namespace Durable;

/// <summary>An attempt of a step took longer than <see cref="StepConfig.Timeout"/>. Counts as a failed attempt.</summary>
public sealed class StepTimedOutException : StepException
{
    /// <summary>Makes the exception of a recorded error.</summary>
    /// <param name="error">The recorded error.</param>
    public StepTimedOutException(ErrorObject error)
        : base(error)
    {
    }

    /// <summary>Makes an exception with a message, for tests of code that catches it.</summary>
    /// <param name="message">What went wrong.</param>
    public StepTimedOutException(string? message)
        : this(new ErrorObject { ErrorType = WireErrorType, ErrorMessage = message })
    {
    }

    /// <summary>The recorded <see cref="ErrorObject.ErrorType"/> by which a replay recognises the timeout.</summary>
    public const string WireErrorType = "StepTimeoutError";

    /// <summary>The error that is recorded for the attempt.</summary>
    /// <param name="operationId">Id of the step.</param>
    /// <param name="attemptNumber">The attempt that took too long, from 1.</param>
    /// <param name="timeout">How long it might have run.</param>
    internal static StepTimedOutException For(string operationId, int attemptNumber, TimeSpan timeout) => new(new ErrorObject
    {
        ErrorType = WireErrorType,
        ErrorMessage = string.Create(
            CultureInfo.InvariantCulture, $"Attempt {attemptNumber} of step '{operationId}' did not end within {timeout.TotalSeconds} seconds."),
    });
}
