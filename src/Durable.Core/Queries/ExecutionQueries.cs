using System.Collections.ObjectModel;
using Durable.Core.Codecs;
using Durable.Core.Log;
using Durable.Core.Queries.Waiting;
using Durable.Core.Residence;
using Durable.Storage;

namespace Durable.Core.Queries;

/// <summary>What clients may ask of the store. Shows what is committed, whatever an activation has in memory.</summary>
internal sealed class ExecutionQueries(ExecutionStore store, LogReads logs, StuckRules rules)
{
    // Of data in a page, in characters. One event may have more, and is a page of its own then.
    private const long MaxPageLength = 4 * 1024 * 1024;

    private readonly StuckList _stuck = new(store, rules);

    /// <summary>What is committed of an execution, and what it waits for.</summary>
    /// <param name="id">The execution.</param>
    /// <param name="resident">Its stay in this host's memory, which knows all that it waits for; null where there is none.</param>
    /// <param name="includeData">Whether input, result and error are wanted.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ExecutionNotFoundException">There is no such execution.</exception>
    public async Task<ExecutionDescription> DescribeAsync(ExecutionId id, Activation? resident, bool includeData, CancellationToken cancellationToken)
    {
        var (head, hasData) = await store.ReadReadableAsync(id, includeData, cancellationToken);
        var description = Describe(head ?? throw new ExecutionNotFoundException(id), hasData);
        var open = head is { Status: ExecutionStatus.Running, ParkedAt: null } && resident is not null ? await resident.LookAsync() : null;
        description = WithWaiting(description, head, open);
        return store.Meter is { } meter && await meter.ReadUsageAsync(id, cancellationToken) is { } usage
            ? description with { Usage = Measure(head, usage) }
            : description;
    }

    /// <summary>What a host has in memory of an execution: nothing is read.</summary>
    /// <param name="head">The newest head; its data is left out.</param>
    /// <param name="open">What the execution waits for; null where that is not known.</param>
    public ExecutionDescription DescribeResident(ExecutionHead head, IReadOnlyList<WaitingFor>? open) =>
        WithWaiting(Describe(head with { Input = null, Result = null, Error = null }, includeData: false), head, open);

    public static ExecutionDescription Describe(ExecutionHead head, bool includeData, bool includeInput = true) => new()
    {
        Id = head.Id,
        Arn = head.Arn,
        FunctionVersion = head.FunctionVersion,
        InvokedBy = head.Invoker?.ExecutionId,
        TenantId = head.TenantId,
        Status = head.Status,
        StartedAt = head.StartedAt,
        RunNumber = head.RunNumber,
        FirstStartedAt = head.Continuation?.FirstStartedAt,
        BusinessKey = head.BusinessKey,
        Tags = head.Tags?.Values ?? ReadOnlyDictionary<string, string>.Empty,
        EndedAt = head.EndedAt,
        ParkedAt = head.ParkedAt,
        ExecutionTimeout = head.ExecutionTimeout,
        Retention = head.Retention,
        DataIncluded = includeData,
        Input = includeInput ? head.Input : null,
        Result = head.Result,
        Error = head.Error,
        Usage = Measure(head, storage: null),
    };

    /// <summary>An execution that has ended, for whoever waited for that: without its input, which memory has given up, so that it does not matter who saw the end.</summary>
    public static ExecutionDescription DescribeEnd(ExecutionHead head) => Describe(head, includeData: true, includeInput: false);

    public async Task<ExecutionPage> ListAsync(ExecutionQuery query, CancellationToken cancellationToken)
    {
        var page = await ReadPageAsync(query, cancellationToken);
        return new ExecutionPage([.. page.Heads.Select(Summarize)], page.NextMarker);
    }

    // Read page by page from the list: nothing keeps sums, which every commit of every execution would have to write.
    public async Task<UsagePage> SumUsageAsync(ExecutionQuery query, CancellationToken cancellationToken)
    {
        var page = await ReadPageAsync(query, cancellationToken);
        var sums = new SortedDictionary<string, FunctionUsage>(StringComparer.Ordinal);
        for (var i = 0; i < page.Heads.Count; i++)
        {
            var function = page.Heads[i].Id.FunctionName;
            var usage = Measure(page.Heads[i], page.Usages?[i]);
            sums[function] = sums.TryGetValue(function, out var sum)
                ? sum with { Executions = sum.Executions + 1, Usage = sum.Usage + usage }
                : new FunctionUsage { FunctionName = function, Executions = 1, Usage = usage };
        }

        return new UsagePage([.. sums.Values], page.NextMarker);
    }

    public async Task<HistoryPage> GetHistoryAsync(ExecutionId id, HistoryQuery query, CancellationToken cancellationToken)
    {
        RequirePageSize(query.PageSize);
        HistoryMarker? marker = query.Marker is { } text ? HistoryMarker.Parse(text) : null;
        var slice = await logs.ReadAsync(id, Read, cancellationToken) ?? throw new ExecutionNotFoundException(id);
        if (marker is { } other && other.Run != slice.Head.RunNumber)
        {
            throw new ArgumentException(
                Invariant($"The marker '{marker}' is one of run {other.Run}; execution '{id}' has continued as new since and is at run {slice.Head.RunNumber}, ")
                + "whose history is another. Start again without a marker.",
                nameof(query));
        }

        return new HistoryPage(
            query.IncludeExecutionData ? await logs.FillAsync(slice, cancellationToken) : [.. slice.Events.Select(static one => RecordData.LeaveOut(one.Event))],
            slice.Next is { } next ? new HistoryMarker(next, slice.Head.RunNumber).ToString() : null);

        (HistorySlice Slice, bool IsEnd) Read(LogIndex index)
        {
            var page = index.Slice(marker?.Position ?? 0, query, MaxPageLength);
            return (page, page.Next is null);
        }
    }

    private static ExecutionUsage Measure(ExecutionHead head, StorageUsage? storage)
    {
        var usage = new ExecutionUsage
        {
            Operations = head.Operations,
            Checkpoints = head.Version,
            LogBytes = head.LogBytes,
            StorageRequests = storage?.Requests,
            BytesWritten = storage?.BytesWritten,
        };

        // A start writes a row, so none means a store that has no rows and charges by units.
        return storage is { RowsWritten: > 0 and var rows }
            ? usage with { RowsWritten = rows }
            : usage with
            {
                WriteUnits = storage?.WriteUnits,
                IndexWriteUnits = storage?.IndexWriteUnits,
                ReadUnits = storage?.ReadUnits,
                BytesRead = storage?.BytesRead,
            };
    }

    private ExecutionDescription WithWaiting(ExecutionDescription description, ExecutionHead head, IReadOnlyList<WaitingFor>? open)
    {
        var waits = open ?? (rules.WaitOf(head) is { } wait ? [wait] : []);
        if (!description.DataIncluded)
        {
            waits = [.. waits.Select(static wait => wait with { LastError = null })];
        }

        return description with
        {
            Waiting = head.Status != ExecutionStatus.Running ? null : new ExecutionWaiting
            {
                For = [.. waits.Take(ExecutionWaiting.MaxEntries)],
                Totals = waits.CountBy(static wait => wait.Kind).ToDictionary(),
                IsComplete = open is not null,
            },
            Stuck = rules.Find(head, waits, isInMemory: open is not null),
        };
    }

    private ValueTask<HeadPage> ReadPageAsync(ExecutionQuery query, CancellationToken cancellationToken)
    {
        RequirePageSize(query.PageSize);
        return query.IsStuck ? _stuck.ReadAsync(query, cancellationToken) : store.ListAsync(query, cancellationToken);
    }

    private ExecutionSummary Summarize(ExecutionHead head) => new()
    {
        Id = head.Id,
        Arn = head.Arn,
        FunctionVersion = head.FunctionVersion,
        Status = head.Status,
        StartedAt = head.StartedAt,
        RunNumber = head.RunNumber,
        FirstStartedAt = head.Continuation?.FirstStartedAt,
        BusinessKey = head.BusinessKey,
        Tags = head.Tags?.Values ?? ReadOnlyDictionary<string, string>.Empty,
        EndedAt = head.EndedAt,
        ParkedAt = head.ParkedAt,
        Waiting = rules.WaitOf(head),
        Stuck = rules.Find(head),
    };

    private static void RequirePageSize(int pageSize)
    {
        if (pageSize is < 1 or > ExecutionQuery.MaxPageSize)
        {
            throw new ArgumentOutOfRangeException(nameof(pageSize), pageSize, $"The page size must be 1 to {ExecutionQuery.MaxPageSize}.");
        }
    }
}
