using System.Text;
using System.Text.Json;
using Amazon.DynamoDBv2.Model;
using Durable.Model;
using Durable.Storage.Items;
using Durable.Storage.Shared;

namespace Durable.Storage.Writing;

/// <summary>Decides what goes into the head and what into items of its own.</summary>
internal sealed class CommitPlanner(ItemKeys keys, DynamoDBStoreOptions options)
{
    /// <summary>Largest input in the head, compressed if that helps: every commit pays for it again.</summary>
    public const int MaxInlineInput = 1024;

    /// <summary>Largest result or error in the head, compressed if that helps: written once, and seldom read without being wanted.</summary>
    public const int MaxInlineResult = 16 * 1024;

    public CommitPlan Create(ExecutionHead head)
    {
        var items = new List<Dictionary<string, AttributeValue>>();
        var next = new HeadState
        {
            Head = WithoutData(head),
            Input = Store(head, head.Input, PayloadKinds.Input, MaxInlineInput, items),
            Result = Store(head, head.Result, PayloadKinds.Result, MaxInlineResult, items),
            Error = Store(head, Json(head.Error), PayloadKinds.Error, MaxInlineResult, items),
        };
        return new CommitPlan(next, items);
    }

    public CommitPlan Commit(HeadState previous, Checkpoint checkpoint)
    {
        var head = checkpoint.Head;
        if (previous.Head.Status != ExecutionStatus.Running)
        {
            return new CommitPlan(AfterEnd(previous, head), []);
        }

        var items = new List<Dictionary<string, AttributeValue>>();
        var next = previous with
        {
            Head = WithoutData(head),
            Result = Store(head, head.Result, PayloadKinds.Result, MaxInlineResult, items),
            Error = Store(head, Json(head.Error), PayloadKinds.Error, MaxInlineResult, items),
        };
        return new CommitPlan(Append(next, checkpoint.Records, items), items);
    }

    /// <summary>Begins another run: nothing of the run before is referred to any more.</summary>
    public CommitPlan Continue(HeadState previous, Checkpoint checkpoint)
    {
        var (first, created) = Create(checkpoint.Head);
        List<Dictionary<string, AttributeValue>> items = [.. created];
        var next = first with { EndedRuns = previous.RunHasOtherItems ? [.. previous.EndedRuns, previous.Head.RunId] : previous.EndedRuns };
        return new CommitPlan(Append(next, checkpoint.Records, items), items);
    }

    private HeadState Append(HeadState state, ReadOnlyMemory<byte> records, List<Dictionary<string, AttributeValue>> items)
    {
        if (records.IsEmpty)
        {
            return state;
        }

        IReadOnlyList<ReadOnlyMemory<byte>> log = [.. state.Tail, records];
        return state.TailBytes + records.Length <= options.TailLimit
            ? state with { Tail = log }
            : state with { Tail = [], LastSegment = StoreSegment(state, log, items) };
    }

    // How it has ended stays as it is; a large result need not be written once more.
    private static HeadState AfterEnd(HeadState previous, ExecutionHead head) => previous with
    {
        Head = previous.Head with { Version = head.Version, CommitId = head.CommitId, WakeUp = head.WakeUp, ExpiresAt = head.ExpiresAt },
    };

    private static ExecutionHead WithoutData(ExecutionHead head) => head with { Input = null, Result = null, Error = null };

    private static string? Json(ErrorObject? error) =>
        error is null ? null : JsonSerializer.Serialize(error, ErrorObjectJsonContext.Default.ErrorObject);

    // The old tail goes along, so that the head is as small afterwards as it can be.
    private string StoreSegment(HeadState state, IReadOnlyList<ReadOnlyMemory<byte>> log, List<Dictionary<string, AttributeValue>> items)
    {
        var head = state.Head;
        var name = ItemKeys.SegmentName(head.Version, head.CommitId);
        var joined = SegmentFrames.Join(log);
        var compressed = Compression.TryCompress(joined);
        StoreParts(head, compressed ?? joined, compressed is not null, part => ItemKeys.Segment(name, part), items, part =>
        {
            if (state.LastSegment is { } before)
            {
                part[Attributes.PreviousSegment] = Item.Text(before);
            }
        });
        return name;
    }

    private StoredPayload? Store(
        ExecutionHead head, string? text, string kind, int maxInline, List<Dictionary<string, AttributeValue>> items)
    {
        if (text is null)
        {
            return null;
        }

        var bytes = Encoding.UTF8.GetBytes(text);
        var compressed = Compression.TryCompress(bytes);
        if ((compressed ?? bytes).Length <= maxInline)
        {
            return new StoredPayload(compressed is null ? Item.Text(text) : Item.Binary(compressed));
        }

        var parts = StoreParts(head, compressed ?? bytes, compressed is not null, part => ItemKeys.Payload(head.CommitId, kind, part), items);
        var reference = new Dictionary<string, AttributeValue>(StringComparer.Ordinal)
        {
            [Attributes.CommitId] = Item.Text(head.CommitId),
            [Attributes.Parts] = Item.Number(parts),
        };
        MarkCompressed(reference, compressed is not null);
        return new StoredPayload(new AttributeValue { M = reference });
    }

    private int StoreParts(
        ExecutionHead head,
        ReadOnlyMemory<byte> bytes,
        bool isCompressed,
        Func<int, string> sortKey,
        List<Dictionary<string, AttributeValue>> items,
        Action<Dictionary<string, AttributeValue>>? complete = null)
    {
        var parts = (bytes.Length + ItemSize.MaxPart - 1) / ItemSize.MaxPart;
        for (var part = 0; part < parts; part++)
        {
            var start = part * ItemSize.MaxPart;
            var item = keys.Of(head.Id, sortKey(part));
            item[Attributes.Format] = Item.Number(StoredFormat.Current);
            item[Attributes.RunId] = Item.Text(head.RunId);
            item[Attributes.Parts] = Item.Number(parts);
            item[Attributes.Bytes] = Item.Binary(bytes.Slice(start, Math.Min(ItemSize.MaxPart, bytes.Length - start)));
            MarkCompressed(item, isCompressed);
            complete?.Invoke(item);
            items.Add(item);
        }

        return parts;
    }

    private static void MarkCompressed(Dictionary<string, AttributeValue> item, bool isCompressed)
    {
        if (isCompressed)
        {
            item[Attributes.Compressed] = Item.Number(1);
        }
    }
}
