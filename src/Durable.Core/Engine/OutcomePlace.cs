using Durable.Model;

namespace Durable.Core.Engine;

/// <summary>Where the outcome of a call stands in the order in which the function sees outcomes: at the change of the log that decided it.</summary>
internal static class OutcomePlace
{
    /// <summary>What is recorded of nobody comes at once.</summary>
    public const long AtOnce = 0;

    /// <summary>The place; null when the log does not know the outcome yet.</summary>
    public static long? Of(HandOver call, Operation? operation) => call.Kind == HandOverKind.Nothing
        ? AtOnce
        : operation is null ? null
        : GivenUpCall.Find(operation.GivenUp, call.Number) is { } givenUp ? Known(givenUp.Sequence)
        : Known(call.Kind == HandOverKind.Start ? operation.StartSequence : operation.EndSequence);

    private static long? Known(long sequence) => sequence == 0 ? null : sequence;
}
