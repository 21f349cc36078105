namespace Durable;

/// <summary>Limits that hold for every host and store. Sizes are UTF-8 bytes.</summary>
public static class DurableLimits
{
    // ---- Limits of the wire: they are those of AWS Lambda durable functions.

    /// <summary>Largest checkpointed payload of a step, context or callback: 256 KiB. A larger context result is stored as a summary.</summary>
    public const int MaxOperationPayloadBytes = 256 * 1024;

    /// <summary>Largest payload and result of an invoke: 1 MiB.</summary>
    public const int MaxInvokePayloadBytes = 1024 * 1024;

    /// <summary>Largest input or result of an execution: 6 MiB.</summary>
    public const int MaxExecutionPayloadBytes = 6 * 1024 * 1024;

    /// <summary>Largest serialized error of an operation: 32 KiB. A longer one is shortened, stack trace first.</summary>
    public const int MaxErrorBytes = 32 * 1024;

    /// <summary>Longest operation name, in printable ASCII characters.</summary>
    public const int MaxOperationNameLength = 256;

    /// <summary>Longest tenant id, in printable ASCII characters.</summary>
    public const int MaxTenantIdLength = 256;

    /// <summary>Shortest wait, retry delay and callback timeout: 1 second.</summary>
    public static readonly TimeSpan MinDelay = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait, retry delay and execution timeout: 366 days.</summary>
    public static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(31_622_400);

    /// <summary>Longest timeout and heartbeat timeout of a callback: 99,999,999 seconds, somewhat more than three years.</summary>
    public static readonly TimeSpan MaxCallbackTimeout = TimeSpan.FromSeconds(99_999_999);

    // ---- Limits of this product: what AWS does not have. Every checkpoint carries these labels.

    /// <summary>Longest business key of an execution, in characters.</summary>
    public const int MaxBusinessKeyLength = 256;

    /// <summary>Most tags of an execution. Every checkpoint carries them.</summary>
    public const int MaxTags = 16;

    /// <summary>Longest key of a tag, in characters.</summary>
    public const int MaxTagKeyLength = 64;

    /// <summary>Longest value of a tag, in characters.</summary>
    public const int MaxTagValueLength = 256;

    /// <summary>Most bytes that keys and values of all tags of an execution may have together: 2 KiB.</summary>
    public const int MaxTagBytes = 2048;
}
