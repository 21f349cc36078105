using Durable.Model;

namespace Durable.Core.Log;

/// <summary>One-letter codes of the stored format.</summary>
internal static class LogCodes
{
    /// <summary>An invoked execution exists; the other letters say how it ended.</summary>
    public const byte InvokeDelivered = (byte)'D';

    public static byte Of(OperationAction action) => action switch
    {
        OperationAction.Start => (byte)'B',
        OperationAction.Succeed => (byte)'S',
        OperationAction.Fail => (byte)'F',
        OperationAction.Retry => (byte)'R',
        OperationAction.Cancel => (byte)'X',
        OperationAction.Lose => (byte)'L',
        OperationAction.GiveUp => (byte)'G',
        _ => throw new ArgumentOutOfRangeException(nameof(action), action, "Unknown action."),
    };

    public static byte Of(CallbackAction action) => action switch
    {
        CallbackAction.Succeed => (byte)'S',
        CallbackAction.Fail => (byte)'F',
        CallbackAction.Heartbeat => (byte)'H',
        _ => throw new ArgumentOutOfRangeException(nameof(action), action, "Unknown action."),
    };

    public static CallbackAction? CallbackActionOf(byte code) => code switch
    {
        (byte)'S' => CallbackAction.Succeed,
        (byte)'F' => CallbackAction.Fail,
        (byte)'H' => CallbackAction.Heartbeat,
        _ => null,
    };

    /// <summary>How an invoke has ended.</summary>
    public static byte Of(OperationStatus status) => status switch
    {
        OperationStatus.Succeeded => (byte)'S',
        OperationStatus.Failed => (byte)'F',
        OperationStatus.TimedOut => (byte)'T',
        OperationStatus.Stopped => (byte)'P',
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "No end of an invoke."),
    };

    /// <inheritdoc cref="Of(OperationStatus)"/>
    public static OperationStatus? InvokeEndOf(byte code) => code switch
    {
        (byte)'S' => OperationStatus.Succeeded,
        (byte)'F' => OperationStatus.Failed,
        (byte)'T' => OperationStatus.TimedOut,
        (byte)'P' => OperationStatus.Stopped,
        _ => null,
    };

    public static OperationAction? ActionOf(byte code) => code switch
    {
        (byte)'B' => OperationAction.Start,
        (byte)'S' => OperationAction.Succeed,
        (byte)'F' => OperationAction.Fail,
        (byte)'R' => OperationAction.Retry,
        (byte)'X' => OperationAction.Cancel,
        (byte)'L' => OperationAction.Lose,
        (byte)'G' => OperationAction.GiveUp,
        _ => null,
    };
}
