using Amazon.DynamoDBv2.Model;

namespace Durable.Storage.Items;

/// <summary>The head as an item.</summary>
/// <param name="keys">The keys.</param>
/// <param name="options">Which indexes there are, and whether DynamoDB deletes what has expired.</param>
internal sealed class HeadItem(ItemKeys keys, DynamoDBStoreOptions options)
{
    /// <summary>What is read of a head without data and log.</summary>
    public const string ProjectionWithoutData = "pk, sk, f, r, v, c, st, fv, sa, ea, et, rt, x, wk, da, pa, iv, tn, ops, lb, ur, uw, ux, uq, bw, br, rn, fs, fr, fi, er, bk, tg, wf, tr";

    /// <summary>Makes the item, and adds to what the execution has cost what writing it will cost.</summary>
    /// <param name="state">The head, with what the execution has cost before this write.</param>
    /// <param name="previous">The head it replaces; null for a new execution.</param>
    /// <returns>The item, its state as it will stand there, and what writing it costs.</returns>
    public (Dictionary<string, AttributeValue> Item, HeadState State, StorageUsage Cost) Write(HeadState state, HeadState? previous)
    {
        var item = Write(state);
        var indexKeys = previous is null ? null : IndexKeys(previous);
        var cost = HeadCost.Of(indexKeys, previous?.ItemBytes ?? 0, item);

        // The item says what it costs and how large it is, and the digits of that belong to it.
        while (true)
        {
            var usage = state.Usage + cost;
            WriteUsage(usage, item);
            var final = HeadCost.Of(indexKeys, previous?.ItemBytes ?? 0, item);
            if (final == cost)
            {
                return (item, state with { Usage = usage, ItemBytes = (int)cost.BytesWritten }, cost);
            }

            cost = final;
        }
    }

    private Dictionary<string, AttributeValue> IndexKeys(HeadState state)
    {
        var item = new Dictionary<string, AttributeValue>(StringComparer.Ordinal);
        WriteDueIndex(state, item);
        WriteListIndexes(state.Head, item);
        WriteBusinessKey(state.Head, item);
        return item;
    }

    private Dictionary<string, AttributeValue> Write(HeadState state)
    {
        var head = state.Head;
        var item = keys.Of(head.Id, ItemKeys.Head);
        item[Attributes.Format] = Item.Number(StoredFormat.Current);
        item[Attributes.RunId] = Item.Text(head.RunId);
        item[Attributes.Version] = Item.Number(head.Version);
        item[Attributes.CommitId] = Item.Text(head.CommitId);
        item[Attributes.Status] = Item.Number((long)head.Status);
        item[Attributes.FunctionVersion] = Item.Text(head.FunctionVersion);
        item[Attributes.StartedAt] = Item.Time(head.StartedAt);
        item[Attributes.ExecutionTimeout] = Item.Number(head.ExecutionTimeout.Ticks);
        item[Attributes.Retention] = Item.Number(head.Retention.Ticks);
        item[Attributes.Operations] = Item.Number(head.Operations);
        item[Attributes.LogBytes] = Item.Number(head.LogBytes);
        if (head.EndedAt is { } endedAt)
        {
            item[Attributes.EndedAt] = Item.Time(endedAt);
        }

        if (head.ParkedAt is { } parkedAt)
        {
            item[Attributes.ParkedAt] = Item.Time(parkedAt);
        }

        if (head.WaitsFor is { } wait)
        {
            item[Attributes.WaitsFor] = Item.Text(wait.ToString());
        }

        if (head.Continuation is { } continuation)
        {
            item[Attributes.RunNumber] = Item.Number(continuation.RunNumber);
            item[Attributes.FirstStartedAt] = Item.Time(continuation.FirstStartedAt);
            item[Attributes.FirstRunId] = Item.Text(continuation.FirstRunId);
            item[Attributes.FirstInputDigest] = Item.Text(continuation.FirstInputDigest);
        }

        if (state.EndedRuns.Count > 0)
        {
            item[Attributes.EndedRuns] = Item.List(state.EndedRuns.Select(Item.Text));
        }

        if (head.Invoker is { } invoker)
        {
            item[Attributes.Invoker] = Item.Text(invoker.ToString());
        }

        if (head.TenantId is { } tenant)
        {
            item[Attributes.TenantId] = Item.Text(tenant);
        }

        if (head.Trace is { } trace)
        {
            item[Attributes.Trace] = Item.Text(trace);
        }

        WriteData(state, item);
        WriteUsage(state.Usage, item);
        WriteDueIndex(state, item);
        WriteListIndexes(head, item);
        WriteBusinessKey(head, item);
        if (head.Tags is { } tags)
        {
            item[Attributes.Tags] = new AttributeValue { M = tags.Values.ToDictionary(static tag => tag.Key, static tag => Item.Text(tag.Value)) };
        }

        return item;
    }

    public HeadState Read(Dictionary<string, AttributeValue> item)
    {
        StoredFormat.RequireKnown(item);
        return new HeadState
        {
            Head = new ExecutionHead
            {
                Id = keys.Id(item.RequireText(Attributes.PartitionKey)),
                RunId = item.RequireText(Attributes.RunId),
                Version = item.RequireNumber(Attributes.Version),
                CommitId = item.RequireText(Attributes.CommitId),
                Status = (ExecutionStatus)item.RequireNumber(Attributes.Status),
                FunctionVersion = item.RequireText(Attributes.FunctionVersion),
                StartedAt = item.RequireTime(Attributes.StartedAt),
                Continuation = item.FindNumber(Attributes.RunNumber) is { } run
                    ? new Continuation(
                        (int)run,
                        item.RequireText(Attributes.FirstRunId),
                        item.RequireTime(Attributes.FirstStartedAt),
                        item.FindText(Attributes.FirstInputDigest) ?? "")
                    : null,
                EndedAt = item.FindTime(Attributes.EndedAt),
                ParkedAt = item.FindTime(Attributes.ParkedAt),
                Invoker = item.FindText(Attributes.Invoker) is { } invoker ? ExecutionInvoker.Parse(invoker) : null,
                TenantId = item.FindText(Attributes.TenantId),
                Trace = item.FindText(Attributes.Trace),
                ExecutionTimeout = new TimeSpan(item.RequireNumber(Attributes.ExecutionTimeout)),
                Retention = new TimeSpan(item.RequireNumber(Attributes.Retention)),
                ExpiresAt = item.FindTime(Attributes.ExpiresAt),
                WakeUp = item.FindNumber(Attributes.WakeUpKind) is { } kind
                    ? new WakeUp(item.RequireTime(Attributes.DueAt), (WakeUpKind)kind)
                    : null,
                BusinessKey = item.FindText(Attributes.BusinessPartition) is { } business ? keys.BusinessKey(business) : null,
                Tags = TagSet.Of(item.GetValueOrDefault(Attributes.Tags)?.M?.Select(static tag => KeyValuePair.Create(tag.Key, tag.Value.RequireText(Attributes.Tags)))),
                WaitsFor = HeadWait.Parse(item.FindText(Attributes.WaitsFor)),
                Operations = item.RequireNumber(Attributes.Operations),
                LogBytes = item.RequireNumber(Attributes.LogBytes),
            },
            Input = StoredPayload.Find(item, Attributes.Input),
            Result = StoredPayload.Find(item, Attributes.Result),
            Error = StoredPayload.Find(item, Attributes.Error),
            Tail = [.. item.FindList(Attributes.Tail).Select(static commit => (ReadOnlyMemory<byte>)commit.RequireBinary(Attributes.Tail))],
            LastSegment = item.FindText(Attributes.LastSegment),
            EndedRuns = [.. item.FindList(Attributes.EndedRuns).Select(static run => run.RequireText(Attributes.EndedRuns))],
            ItemBytes = ItemSize.Of(item),
            Usage = new StorageUsage(
                item.FindNumber(Attributes.Requests) ?? 0,
                item.FindReal(Attributes.WriteUnits),
                item.FindReal(Attributes.IndexWriteUnits),
                item.FindReal(Attributes.ReadUnits))
            {
                BytesWritten = item.FindNumber(Attributes.BytesWritten) ?? 0,
                BytesRead = item.FindNumber(Attributes.BytesRead) ?? 0,
            },
        };
    }

    /// <summary>When DynamoDB may delete what expires then: never before, in whole seconds.</summary>
    public static AttributeValue TimeToLive(DateTimeOffset expiresAt) => Item.Number((expiresAt.ToUnixTimeMilliseconds() + 999) / 1000);

    private static void WriteData(HeadState state, Dictionary<string, AttributeValue> item)
    {
        Set(Attributes.Input, state.Input);
        Set(Attributes.Result, state.Result);
        Set(Attributes.Error, state.Error);
        if (state.LastSegment is { } segment)
        {
            item[Attributes.LastSegment] = Item.Text(segment);
        }

        if (state.Tail.Count > 0)
        {
            item[Attributes.Tail] = Item.List(state.Tail.Select(Item.Binary));
        }

        void Set(string name, StoredPayload? payload)
        {
            if (payload is not null)
            {
                item[name] = payload.Attribute;
            }
        }
    }

    private static void WriteUsage(StorageUsage usage, Dictionary<string, AttributeValue> item)
    {
        Set(Attributes.Requests, usage.Requests);
        Set(Attributes.WriteUnits, usage.WriteUnits);
        Set(Attributes.IndexWriteUnits, usage.IndexWriteUnits);
        Set(Attributes.ReadUnits, usage.ReadUnits);
        Set(Attributes.BytesWritten, usage.BytesWritten);
        Set(Attributes.BytesRead, usage.BytesRead);

        void Set(string name, double units)
        {
            if (units > 0)
            {
                item[name] = Item.Number(units);
            }
        }
    }

    // One sparse index for both: who must be looked after, and who must be deleted.
    private void WriteDueIndex(HeadState state, Dictionary<string, AttributeValue> item)
    {
        var head = state.Head;
        if (head.ExpiresAt is { } expiresAt)
        {
            item[Attributes.ExpiresAt] = Item.Time(expiresAt);
        }

        if (head.WakeUp is { } wakeUp)
        {
            item[Attributes.DuePartition] = Item.Text(keys.DuePartition(wakeUp.Kind, WakeUpShards.Of(head.Id)));
            item[Attributes.DueAt] = Item.Time(wakeUp.At);
            item[Attributes.WakeUpKind] = Item.Number((long)wakeUp.Kind);
        }
        else if (head.ExpiresAt is { } at)
        {
            if (options.TimeToLive && !state.HasOtherItems)
            {
                item[Attributes.TimeToLive] = TimeToLive(at);
            }
            else
            {
                item[Attributes.DuePartition] = Item.Text(keys.ExpiryPartition(WakeUpShards.Of(head.Id)));
                item[Attributes.DueAt] = Item.Time(at);
            }
        }
    }

    // The key of an index, and the place of what it says. Without the lists' order it is in no index.
    private void WriteBusinessKey(ExecutionHead head, Dictionary<string, AttributeValue> item)
    {
        if (head.BusinessKey is { } businessKey)
        {
            item[Attributes.BusinessPartition] = Item.Text(keys.BusinessPartition(businessKey));
        }
    }

    private void WriteListIndexes(ExecutionHead head, Dictionary<string, AttributeValue> item)
    {
        if (!options.ListIndexes)
        {
            return;
        }

        var shard = ItemKeys.ListShard(head.Id);
        item[Attributes.FunctionPartition] = Item.Text(keys.FunctionPartition(head.Id.FunctionName, shard));
        item[Attributes.StatusPartition] = Item.Text(keys.StatusPartition(head.Status, shard));
        item[Attributes.ListOrder] = Item.Text(ItemKeys.ListOrder(head.FirstStartedAt.ToUnixTimeMilliseconds(), head.FirstRunId));
    }
}
