using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Durable.Model;

namespace Durable.Core.Operations.Batches;

/// <summary>
/// What a batch stores as its result. Small batches keep every item's outcome; of large ones only the record of what settled is kept
/// (<see cref="ItemStatuses"/>), which is authoritative when the batch is replayed from its branches.
/// </summary>
internal sealed record BatchPayload
{
    // Results are JSON in JSON: what is escaped here takes up to six times its room.
    private static readonly BatchJsonContext s_written = new(
        new JsonSerializerOptions(BatchJsonContext.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public required CompletionReason CompletionReason { get; init; }

    /// <summary>Started items with their outcomes; null in a summary.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<BatchPayloadItem>? Items { get; init; }

    /// <summary>One status per item, two bits each, four to a byte; null unless this is a summary.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public byte[]? ItemStatuses { get; init; }

    public static BatchPayload Summarize(CompletionReason reason, int total, IReadOnlyList<BatchPayloadItem> items)
    {
        var statuses = new byte[(total + 3) / 4];
        foreach (var item in items)
        {
            statuses[item.Index / 4] |= (byte)((int)ItemStatus.Of(item.Status) << (item.Index % 4 * 2));
        }

        return new BatchPayload { CompletionReason = reason, ItemStatuses = statuses };
    }

    /// <summary>What the summary says of an item; null when it was never started.</summary>
    public BatchItemStatus? StatusOf(int index) => index / 4 < ItemStatuses!.Length
        ? ItemStatus.ToStatus((ItemStatus.Code)((ItemStatuses[index / 4] >> (index % 4 * 2)) & 3))
        : null;

    /// <summary>The items that had started, with their names where those are recorded.</summary>
    public IEnumerable<(int Index, string? Name)> Started() => Items is not null
        ? Items.Select(static item => (item.Index, item.Name))
        : Enumerable.Range(0, ItemStatuses!.Length * 4).Where(index => StatusOf(index) is not null).Select(static index => (index, (string?)null));

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="PayloadSerializationException">It is no result of a batch.</exception>
    public static BatchPayload Parse(string? payload)
    {
        try
        {
            return payload is not null && JsonSerializer.Deserialize(payload, BatchJsonContext.Default.BatchPayload) is { IsComplete: true } parsed
                ? parsed
                : throw new PayloadSerializationException("The stored result of a batch is incomplete.") { IsReading = true };
        }
        catch (JsonException exception)
        {
            throw new PayloadSerializationException($"The stored result of a batch is damaged: {exception.Message}", exception) { IsReading = true };
        }
    }

    private bool IsComplete => Enum.IsDefined(CompletionReason)
        && (Items is null
            ? ItemStatuses is not null
            : Items.All(static item => item is { Index: >= 0 } && Enum.IsDefined(item.Status) && (item.Status != BatchItemStatus.Failed || item.Error is not null)));

    public string Write() => JsonSerializer.Serialize(this, s_written.BatchPayload);

    private static class ItemStatus
    {
        public enum Code
        {
            NotStarted,
            Succeeded,
            Failed,
            Started,
        }

        public static Code Of(BatchItemStatus status) => status switch
        {
            BatchItemStatus.Succeeded => Code.Succeeded,
            BatchItemStatus.Failed => Code.Failed,
            _ => Code.Started,
        };

        public static BatchItemStatus? ToStatus(Code code) => code switch
        {
            Code.Succeeded => BatchItemStatus.Succeeded,
            Code.Failed => BatchItemStatus.Failed,
            Code.Started => BatchItemStatus.Started,
            _ => null,
        };
    }
}

/// <summary>Outcome of one started item.</summary>
/// <param name="Index">Position in the input.</param>
/// <param name="Name">Name of the branch.</param>
/// <param name="Status">What became of it.</param>
/// <param name="Result">Its result, serialized.</param>
/// <param name="Error">Its error.</param>
internal sealed record BatchPayloadItem(
    int Index,
    string? Name,
    BatchItemStatus Status,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Result,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ErrorObject? Error);
