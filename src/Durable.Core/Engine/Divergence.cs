namespace Durable.Core.Engine;

/// <summary>Code that does not fit what is stored of its execution: other code may go on where this code cannot.</summary>
internal static class Divergence
{
    /// <summary>Whether the code asks for something else than the log holds, or cannot read what it holds.</summary>
    public static bool Is(Exception exception) =>
        exception is NonDeterministicExecutionException or PayloadSerializationException { IsReading: true };

    /// <summary>The same error, with how to go on.</summary>
    public static Exception WithWayOut(Exception exception) => exception is PayloadSerializationException reading
        ? new PayloadSerializationException(
            $"{reading.Message} Nothing of the execution is lost. Roll the deployment back, or fix the type or its serializer, and resume it; or stop it.",
            reading.InnerException)
        {
            IsReading = true,
            OperationId = reading.OperationId,
        }
        : new NonDeterministicExecutionException(
            $"{exception.Message} Nothing of the execution is lost. Roll the deployment back and resume it; or register the new code as another version "
            + $"({nameof(DurableFunctionOptions)}.{nameof(DurableFunctionOptions.Version)}) alongside the old, and resume it; or stop it.");
}
