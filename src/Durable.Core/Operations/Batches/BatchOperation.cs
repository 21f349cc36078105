using Durable.Core.Contexts;
using Durable.Core.Diagnostics;
using Durable.Core.Engine;
using Durable.Core.Log;
using Durable.Core.Operations.Contexts;
using Durable.Model;
using Microsoft.Extensions.Logging;

namespace Durable.Core.Operations.Batches;

/// <summary>A map or parallel (durable-model 4.4): one context for the batch, one branch per item.</summary>
internal sealed partial class BatchOperation<T>(
    DurableContext context,
    OperationIdentity identity,
    IBatchBranches<T> branches,
    string[] names,
    BatchConfig config,
    CancellationToken callerToken)
{
    private readonly CompletionPolicy _policy = new(config.CompletionConfig, branches.Count);
    private readonly ContextOutcome<T>?[] _outcomes = new ContextOutcome<T>?[branches.Count];
    private readonly bool[] _started = new bool[branches.Count];
    private readonly DateTimeOffset _calledAt = context.Now;

    // Completed in a turn of the lane that awaits it, and goes on in that turn: the end of the last branch and of the batch share a write.
    private readonly TaskCompletionSource _over = new();
    private readonly CancellationTokenSource _cancellation =
        CancellationTokenSource.CreateLinkedTokenSource(callerToken, context.CancellationToken);

    private CompletionReason? _reason;
    private int _next;
    private int _running;
    private int _succeeded;
    private int _failed;

    private string What => OperationText.Of(OperationType.Context, branches.SubType, identity);

    public Task<IBatchResult<T>> RunAsync() => ContextCall.RunAsync(context, identity, HandOverKind.End, RunOnceAsync);

    private async Task<IBatchResult<T>> RunOnceAsync()
    {
        try
        {
            return await RunRecordedAsync();
        }
        catch (PayloadSerializationException exception)
        {
            return await context.Channel.FailExecutionAsync<IBatchResult<T>>(exception);
        }
        finally
        {
            _cancellation.Dispose();
        }
    }

    private async Task<IBatchResult<T>> RunRecordedAsync()
    {
        var stored = context.Channel.Find(identity.Id);
        if (stored is not null && Determinism.Check(stored, identity, OperationType.Context, branches.SubType) is { } divergence)
        {
            return await context.Channel.FailExecutionAsync<IBatchResult<T>>(divergence);
        }

        if (stored is { Status: OperationStatus.Succeeded })
        {
            var payload = BatchPayload.Parse(stored.Result);
            if (Determinism.CheckBranches(payload, identity.Id, names) is { } otherBranches)
            {
                return await context.Channel.FailExecutionAsync<IBatchResult<T>>(otherBranches);
            }

            return payload.Items is null ? await ReplayAsync(payload) : ToResult(payload);
        }

        if (stored is { Status: OperationStatus.Failed })
        {
            // Nothing else ends a batch in this way.
            throw CallCancellation.Exception(What, callerToken);
        }

        if (context.IsReplayOnly)
        {
            return await Determinism.RefuseNewWorkAsync<IBatchResult<T>>(context.Channel, stored, identity);
        }

        var isNew = stored is null;
        if (isNew)
        {
            context.Channel.Post(Update(OperationAction.Start) with
            {
                SubType = branches.SubType,
                Name = identity.Name,
                ParentId = identity.ParentId,
            });
        }

        try
        {
            await RunBranchesAsync(mayHaveSettled: !isNew);
        }
        catch (OperationCanceledException) when (callerToken.IsCancellationRequested && !context.CancellationToken.IsCancellationRequested)
        {
            context.Channel.Record(Update(OperationAction.Fail) with { Error = CallCancellation.Error(What) });
            throw CallCancellation.Exception(What, callerToken);
        }

        return Record();
    }

    private async Task RunBranchesAsync(bool mayHaveSettled)
    {
        if (mayHaveSettled)
        {
            SettleFromLog();
        }

        _reason ??= _policy.Evaluate(_succeeded, _failed);
        if (_reason is not null)
        {
            return;
        }

        StartMore();

        // Not WaitAsync: it comes back by way of the thread pool, and meanwhile the execution would look as if nothing could go on.
        using var cancelled = _cancellation.Token.UnsafeRegister(static (over, token) => ((TaskCompletionSource)over!).TrySetCanceled(token), _over);
        try
        {
            await _over.Task;
        }
        finally
        {
            CancelBranches();
        }
    }

    // Branches still under way are not needed any more: their tokens are cancelled and their channels refuse to write.
    private void CancelBranches()
    {
        try
        {
            _cancellation.Cancel();
        }
        catch (AggregateException exception)
        {
            LogCancellationCallbackFailed(context.FunctionLogger, exception, identity.Id);
        }
    }

    [LoggerMessage(EventIds.BatchCancellationCallbackFailed, LogLevel.Warning, "A callback on the cancellation token of batch {OperationId} threw.")]
    private static partial void LogCancellationCallbackFailed(ILogger logger, Exception exception, string operationId);

    // Branches that ended before a crash are settled first, in the order in which they ended: they may end the batch before anything is run
    // again, and then it ends as it would have ended.
    private void SettleFromLog()
    {
        if (config.NestingType == NestingType.Flat)
        {
            return;
        }

        var stored = Enumerable.Range(0, branches.Count)
            .Select(index => (Index: index, Operation: context.Channel.Find(IdentityOf(index).Id)!))
            .Where(static branch => branch.Operation is not null)
            .ToArray();
        foreach (var (index, operation) in stored.Where(static branch => branch.Operation.IsTerminal).OrderBy(static branch => branch.Operation.ChangeSequence))
        {
            if (Determinism.Check(operation, IdentityOf(index), OperationType.Context, branches.BranchSubType) is null
                && RecordedContextOf(index, context.Channel).TryRead(operation, out var outcome))
            {
                _started[index] = true;
                Settle(index, outcome);
                if (_reason is not null)
                {
                    Array.ForEach(stored, branch => _started[branch.Index] = true);
                    return;
                }
            }
        }
    }

    private void StartMore()
    {
        while (_reason is null && _next < branches.Count && _running < (config.MaxConcurrency ?? int.MaxValue))
        {
            var index = _next++;
            if (!_started[index])
            {
                _started[index] = true;
                _running++;
                _ = RunBranchAsync(index);
            }
        }
    }

    private async Task RunBranchAsync(int index)
    {
        try
        {
            if (context.Channel.BranchesHaveTurns)
            {
                RecordedContextOf(index, context.Channel).Begin();
            }

            var outcome = await context.Channel.RunBranchAsync(
                IdentityOf(index).Id,
                channel => RecordedContextOf(index, channel).RunAsync(
                    child => branches.RunAsync(index, child, channel.CancellationToken), channel.CancellationToken),
                _cancellation.Token);
            if (_reason is not null)
            {
                return;
            }

            _running--;
            Settle(index, outcome);
        }
        catch (OperationCanceledException) when (_cancellation.IsCancellationRequested)
        {
            return;
        }
        catch (Exception exception)
        {
            // Not the branch's own error, which is an outcome.
            _over.TrySetException(exception);
            return;
        }

        if (_reason is not null)
        {
            _over.TrySetResult();
        }
        else
        {
            StartMore();
        }
    }

    private void Settle(int index, ContextOutcome<T> outcome)
    {
        _outcomes[index] = outcome;
        if (outcome.Error is null)
        {
            _succeeded++;
        }
        else
        {
            _failed++;
        }

        _reason = _policy.Evaluate(_succeeded, _failed);
    }

    private BatchResult<T> Record()
    {
        List<BatchPayloadItem> items = [];
        List<IBatchItem<T>> all = [];
        for (var i = 0; i < branches.Count; i++)
        {
            if (_started[i])
            {
                var outcome = _outcomes[i];
                var status = outcome is null ? BatchItemStatus.Started : outcome.Error is null ? BatchItemStatus.Succeeded : BatchItemStatus.Failed;
                items.Add(new BatchPayloadItem(i, names[i], status, outcome?.Payload, outcome?.Error?.Error));
                all.Add(ToItem(i, status, outcome));
            }
        }

        var payload = new BatchPayload { CompletionReason = _reason!.Value, Items = items }.Write();
        context.Channel.Record(Payloads.Fits(payload, DurableLimits.MaxOperationPayloadBytes)
            ? Update(OperationAction.Succeed) with { Payload = payload }
            : Update(OperationAction.Succeed) with
            {
                Payload = BatchPayload.Summarize(_reason.Value, branches.Count, items).Write(),
                Context = new ContextOptions(ReplayChildren: true),
            });
        return new BatchResult<T>(all, _reason.Value);
    }

    // From a summary: what settled is taken from the summary, each outcome from its branch. Nothing that had not settled is run.
    private async Task<IBatchResult<T>> ReplayAsync(BatchPayload summary)
    {
        List<IBatchItem<T>> all = [];
        for (var i = 0; i < branches.Count; i++)
        {
            switch (summary.StatusOf(i))
            {
                case null:
                    break;
                case BatchItemStatus.Started:
                    all.Add(ToItem(i, BatchItemStatus.Started, null));
                    break;
                case var status:
                    var index = i;
                    var outcome = await RecordedContextOf(i, context.Channel, isReplayOnly: true)
                        .RunAsync(child => branches.RunAsync(index, child, _cancellation.Token), _cancellation.Token);
                    if ((outcome.Error is null) != (status == BatchItemStatus.Succeeded))
                    {
                        return await context.Channel.FailExecutionAsync<IBatchResult<T>>(Determinism.OtherOutcome(IdentityOf(i), outcome.Error));
                    }

                    all.Add(ToItem(i, status.Value, outcome));
                    break;
            }
        }

        return new BatchResult<T>(all, summary.CompletionReason);
    }

    private BatchResult<T> ToResult(BatchPayload payload) => new(
        [.. payload.Items!.Select(item => ToItem(item.Index, item.Status, item.Status switch
        {
            BatchItemStatus.Succeeded => new ContextOutcome<T>(ReadItem(item), item.Result, null),
            BatchItemStatus.Failed => new ContextOutcome<T>(default, null, new ChildContextException(item.Error!, branches.BranchSubType)
            {
                OperationId = IdentityOf(item.Index).Id,
                OperationName = names[item.Index],
            }),
            _ => null,
        }))],
        payload.CompletionReason);

    private T? ReadItem(BatchPayloadItem item) => item.Result is null
        ? default
        : Payloads.Read<T>(
            SerializerOf(item.Index),
            item.Result,
            new SerializationContext(context.ExecutionContext.ExecutionId, IdentityOf(item.Index).Id),
            new PayloadSubject("the result of item", identity.Label, item.Index));

    private BatchItem<T> ToItem(int index, BatchItemStatus status, ContextOutcome<T>? outcome) =>
        new(index, names[index], status, outcome is null ? default : outcome.Result, outcome?.Error);

    private IPayloadSerializer SerializerOf(int index) => branches.SerializerOf(index, config.ItemSerializer ?? context.Serializer);

    // A flat branch's operations hang on the batch; its own id only prefixes theirs.
    private OperationIdentity IdentityOf(int index) => new(OperationIds.Child(identity.Id, index + 1), identity.Id, names[index]);

    private RecordedContext<T> RecordedContextOf(int index, IExecutionChannel channel, bool isReplayOnly = false) =>
        new(
            context,
            channel,
            IdentityOf(index),
            branches.BranchSubType,
            config.NestingType,
            SerializerOf(index),
            _calledAt,
            isReplayOnly);

    private OperationUpdate Update(OperationAction action) => new() { Id = identity.Id, Type = OperationType.Context, Action = action };
}
