using System.Text.Json;
using Amazon.DynamoDBv2.Model;
using Durable.Model;
using Durable.Storage.Items;
using Durable.Storage.Requests;

namespace Durable.Storage.Reading;

/// <summary>Reads single executions, consistently with every completed commit.</summary>
internal sealed class ExecutionReader(TableRequests requests, ItemKeys keys, HeadItem heads)
{
    /// <summary>Reads everything with one Query.</summary>
    /// <remarks>
    /// The head comes first, so the other items are read after it, page after page; and all that it refers to was written before it and is
    /// never changed. So the pages fit together, whatever is committed meanwhile.
    /// </remarks>
    /// <returns>Null when there is no such execution.</returns>
    public async Task<(HeadState State, StoredExecution Execution)?> LoadAsync(ExecutionId id, Func<HeadState, bool> isExpired, CancellationToken cancellationToken)
    {
        string? damagedRun = null;
        while (true)
        {
            var (state, items) = await QueryAllAsync(id, cancellationToken);
            if (state is null || isExpired(state))
            {
                return null;
            }

            try
            {
                return (state, new StoredExecution(Complete(state, items), items.Log(state)));
            }
            catch (MissingItemException exception)
            {
                if (state.Head.ExpiresAt is not null)
                {
                    // Closed, and on its way out: somebody whose clock is ahead deletes it. The head goes last.
                    return null;
                }

                if (state.Head.RunId == damagedRun)
                {
                    throw Damaged(id, exception);
                }

                // Read once more: while this was read the execution may have continued as new, and then its items go.
                damagedRun = state.Head.RunId;
            }
            catch (Exception exception) when (IsDamage(exception))
            {
                throw Damaged(id, exception);
            }
        }
    }

    /// <summary>Reads the head item.</summary>
    /// <returns>The head, null when there is none; and what reading it has cost.</returns>
    public async Task<(HeadState? State, StorageUsage Usage)> ReadHeadAsync(ExecutionId id, bool includeData, CancellationToken cancellationToken)
    {
        var (item, usage) = await requests.GetAsync(
            id.FunctionName, keys.Of(id, ItemKeys.Head), includeData ? null : HeadItem.ProjectionWithoutData, cancellationToken);
        return (item is null ? null : Read(id, item), usage);
    }

    /// <summary>The head with input, result and error, wherever these stand.</summary>
    public async Task<ExecutionHead> CompleteAsync(HeadState state, CancellationToken cancellationToken)
    {
        while (true)
        {
            var items = new StoredItems();
            foreach (var (payload, kind) in Payloads(state))
            {
                if (payload is { IsExternal: true })
                {
                    await QueryAsync(state.Head.Id, ItemKeys.PayloadParts(payload.CommitId, kind), items.Add, cancellationToken);
                }
            }

            try
            {
                return Complete(state, items);
            }
            catch (MissingItemException exception)
            {
                var (newer, _) = await ReadHeadAsync(state.Head.Id, includeData: true, cancellationToken);
                if (newer is null || newer.Head.RunId == state.Head.RunId)
                {
                    throw Damaged(state.Head.Id, exception);
                }

                // It has continued as new in between.
                state = newer;
            }
            catch (Exception exception) when (IsDamage(exception))
            {
                throw Damaged(state.Head.Id, exception);
            }
        }
    }

    // What cannot be decompressed, taken apart or parsed will not be the next time either.
    public static bool IsDamage(Exception exception) => exception is FormatException or JsonException or OverflowException or ArgumentException;

    /// <summary>Reads a head item.</summary>
    /// <exception cref="CheckpointStoreException">It is damaged.</exception>
    public HeadState Read(ExecutionId id, Dictionary<string, AttributeValue> item)
    {
        try
        {
            return heads.Read(item);
        }
        catch (Exception exception) when (IsDamage(exception))
        {
            throw Damaged(id, exception);
        }
    }

    private CheckpointStoreException Damaged(ExecutionId id, Exception cause) => new(
        StoreFailure.Fatal,
        $"Execution '{id}' is damaged. {cause.Message} Restore '{keys.Partition(id)}' from a backup, or delete it and start the execution again.",
        cause);

    private static (StoredPayload? Payload, string Kind)[] Payloads(HeadState state) =>
        [(state.Input, PayloadKinds.Input), (state.Result, PayloadKinds.Result), (state.Error, PayloadKinds.Error)];

    private static ExecutionHead Complete(HeadState state, StoredItems items) => state.Head with
    {
        Input = items.Text(state.Input, PayloadKinds.Input),
        Result = items.Text(state.Result, PayloadKinds.Result),
        Error = items.Text(state.Error, PayloadKinds.Error) is { } json
            ? JsonSerializer.Deserialize(json, ErrorObjectJsonContext.Default.ErrorObject)
            : null,
    };

    private async Task<(HeadState? State, StoredItems Items)> QueryAllAsync(ExecutionId id, CancellationToken cancellationToken)
    {
        HeadState? state = null;
        var items = new StoredItems();
        var usage = await QueryAsync(
            id,
            sortKeyPrefix: null,
            item =>
            {
                if (item.RequireText(Attributes.SortKey) == ItemKeys.Head)
                {
                    state = Read(id, item);
                }
                else
                {
                    items.Add(item);
                }
            },
            cancellationToken);
        return (state is null ? null : state with { Usage = state.Usage + usage }, items);
    }

    private async Task<StorageUsage> QueryAsync(
        ExecutionId id, string? sortKeyPrefix, Action<Dictionary<string, AttributeValue>> take, CancellationToken cancellationToken)
    {
        var request = new QueryRequest
        {
            KeyConditionExpression = sortKeyPrefix is null ? "pk = :pk" : "pk = :pk AND begins_with(sk, :sk)",
            ExpressionAttributeValues = new Dictionary<string, AttributeValue>(StringComparer.Ordinal)
            {
                [":pk"] = Item.Text(keys.Partition(id)),
            },
            ConsistentRead = true,
        };
        if (sortKeyPrefix is not null)
        {
            request.ExpressionAttributeValues[":sk"] = Item.Text(sortKeyPrefix);
        }

        var usage = default(StorageUsage);
        do
        {
            var (page, cost) = await requests.QueryAsync(id.FunctionName, request, cancellationToken);
            usage += cost;
            foreach (var item in page.Items)
            {
                take(item);
            }

            request.ExclusiveStartKey = page.LastEvaluatedKey;
        }
        while (request.ExclusiveStartKey is { Count: > 0 });

        return usage;
    }
}
