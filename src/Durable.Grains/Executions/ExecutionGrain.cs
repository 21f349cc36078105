using System.Collections.ObjectModel;
using System.Diagnostics.CodeAnalysis;
using Durable.Core.Operations.Invokes;
using Durable.Core.Queries;
using Durable.Core.Residence;
using Durable.Grains.Contracts;
using Durable.Model;
using Durable.Storage;
using Orleans.Placement;

namespace Durable.Grains.Executions;

/// <summary>
/// One execution as the cluster sees it: calls become calls of its <see cref="ResidentExecution"/>, and what comes of them becomes replies. The
/// execution runs as background tasks on the grain's scheduler.
/// </summary>
[Immovable]
[SuppressMessage("Reliability", "CA1001", Justification = "The token source has no timer and nothing to release.")]
internal sealed class ExecutionGrain(GrainEnvironment environment, ExecutionQueries queries)
    : Grain, IExecutionGrain, IInvokedExecutionGrain
{
    private static readonly TimeSpan s_longestPoll = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _releasePolls = new();
    private CancellationTokenRegistration _siloLeaving;
    private ResidentExecution _resident = null!;

    private bool IsLeaving => environment.Silo.IsDraining && _resident.Current is null;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var key = this.GetPrimaryKeyString();
        var id = ExecutionId.TryParse(key, out var parsed)
            ? parsed
            : throw new InvalidOperationException($"'{key}' is not the key of an execution: it must be function/name.");
        _resident = new GrainResidence(this, id, environment).Resident;

        // A pending call blocks deactivation, so polls must end on an earlier signal than the deactivation itself.
        _siloLeaving = environment.Silo.Leaving.UnsafeRegister(
            static polls => ((CancellationTokenSource)polls!).Cancel(), _releasePolls);
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _siloLeaving.DisposeAsync();
        await _releasePolls.CancelAsync();
        await _resident.LeaveAsync(cancellationToken);
    }

    public Task<StartReply> StartAsync(StartRequest request)
    {
        var labels = new StartOptions { BusinessKey = request.BusinessKey, Tags = request.Tags ?? ReadOnlyDictionary<string, string>.Empty };
        return labels.FindProblem() is { } problem
            ? Task.FromResult(new StartReply(StartStatus.InvalidInput, problem))
            : StartAsync(ExecutionStart.ByClient(_resident.Id, request.Input, labels) with { IsNew = request.IsNew, Trace = request.Trace });
    }

    public async Task<ExecuteReply> ExecuteAsync(StartRequest request, TimeSpan maxWait)
    {
        var start = await StartAsync(request);
        return start.Status is StartStatus.Started or StartStatus.Existing
            ? new ExecuteReply(start, (await WaitForEndAsync(maxWait)).Description)
            : new ExecuteReply(start);
    }

    public Task<StartReply> StartInvokedAsync(InvokedStartRequest request) => StartAsync(ExecutionStart.ByInvoke(request.ToStart()));

    public async Task<EndReply> WaitForEndAsync(TimeSpan maxWait, CancellationToken cancellationToken = default)
    {
        // Taken before the store is read: an end that comes in between completes it.
        var ended = _resident.WhenEnded;
        if (_resident.Current is null)
        {
            var head = _resident.Ended is { } known && !(known.ExpiresAt <= environment.Services.TimeProvider.GetUtcNow())
                ? known
                : (await StoreFailures.ToldAsync(environment.Services.Store.ReadReadableAsync(_resident.Id, includeData: true, cancellationToken).AsTask())).Head;
            if (head is not { Status: ExecutionStatus.Running })
            {
                return head is null ? new EndReply(EndStatus.NotFound) : Ended(head);
            }
        }

        using var released = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _releasePolls.Token);
        try
        {
            return Ended(await ended.WaitAsync(maxWait < s_longestPoll ? maxWait : s_longestPoll, environment.MessagingTime, released.Token));
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            return new EndReply(EndStatus.Running);
        }
    }

    public Task<ExecutionDescription?> DescribeAsync(bool includeData) => FindAsync(queries.DescribeAsync(_resident.Id, _resident.Current, includeData, CancellationToken.None));

    public async Task<WatchReply> WatchAsync(long version, TimeSpan maxWait, CancellationToken cancellationToken = default)
    {
        using var released = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _releasePolls.Token);
        var news = await _resident.WatchAsync(version, maxWait < s_longestPoll ? maxWait : s_longestPoll, environment.MessagingTime, released.Token);
        return new WatchReply(news.Head is { } head ? queries.DescribeResident(head, news.Open) : null, news.HasMoved);
    }

    public Task<HistoryPage?> GetHistoryAsync(HistoryQuery query) => FindAsync(queries.GetHistoryAsync(_resident.Id, query, CancellationToken.None));

    public Task<DateTimeOffset?> StopAsync(ErrorObject? error) => StoreFailures.ToldAsync(_resident.StopAsync(error));

    public async Task<ResumeReply> ResumeAsync()
    {
        try
        {
            return new ResumeReply(await StoreFailures.ToldAsync(_resident.ResumeAsync()) ? ResumeStatus.NotParked : ResumeStatus.NotFound);
        }
        catch (ExecutionParkedException exception)
        {
            return new ResumeReply(ResumeStatus.Parked, exception.Reason);
        }
    }

    public async Task<CallbackReply> AnswerCallbackAsync(CallbackRequest request)
    {
        if (request.Payload is { } payload && !Payloads.Fits(payload, DurableLimits.MaxOperationPayloadBytes))
        {
            return new CallbackReply(CallbackOutcome.TooLarge);
        }

        try
        {
            return new CallbackReply(await StoreFailures.ToldAsync(_resident.AnswerAsync(request)));
        }
        catch (ExecutionParkedException exception)
        {
            return new CallbackReply(CallbackOutcome.Parked, exception.Reason);
        }
        finally
        {
            DeactivateIfLeaving();
        }
    }

    public async Task<InvokeEndStatus> TakeInvokeEndAsync(InvokeEndRequest request)
    {
        try
        {
            return await _resident.TakeInvokeEndAsync(request.RunId, request.OperationId, request.ToEnd()) ? InvokeEndStatus.Taken : InvokeEndStatus.Retry;
        }
        catch (ExecutionParkedException)
        {
            return InvokeEndStatus.Parked;
        }
        finally
        {
            DeactivateIfLeaving();
        }
    }

    public async Task WakeAsync()
    {
        try
        {
            await _resident.WakeAsync();
        }
        catch (ExecutionParkedException)
        {
            // Its reason is in the store and in the log.
            DeactivateOnIdle();
        }
        finally
        {
            DeactivateIfLeaving();
        }
    }

    /// <summary>The grain stays in memory.</summary>
    internal void Stay() => DelayDeactivation(Timeout.InfiniteTimeSpan);

    /// <summary>Nothing keeps the grain in memory any more.</summary>
    /// <param name="forCallers">Whether callers are about to ask how the execution has ended.</param>
    internal void StayNoLonger(bool forCallers)
    {
        DelayDeactivation(TimeSpan.Zero);
        if (forCallers)
        {
            environment.Silo.ReleaseSoon(this);
        }
        else
        {
            _releasePolls.Cancel();
            DeactivateOnIdle();
        }
    }

    private async Task<StartReply> StartAsync(ExecutionStart start)
    {
        try
        {
            // Without an exception: a refusal must not cost as much as an execution.
            if (start.IsNew && environment.Silo.IsFull)
            {
                environment.Services.Telemetry.Metrics.Of(_resident.Id.FunctionName).Refused();
                return Overloaded(environment.Silo.Overloaded());
            }

            var (head, isNew) = await StoreFailures.ToldAsync(_resident.StartAsync(start, CancellationToken.None));
            return new StartReply(
                isNew ? StartStatus.Started : StartStatus.Existing,
                Version: start.IsInvoke ? InvokedStartAnswer.Started(head).Version : head.FunctionVersion,
                Arn: head.Arn);
        }
        catch (DurableOverloadedException exception)
        {
            return Overloaded(exception);
        }
        catch (FunctionNotFoundException exception)
        {
            return new StartReply(StartStatus.UnknownFunction, exception.Message);
        }
        catch (PayloadSerializationException exception)
        {
            return new StartReply(StartStatus.InvalidInput, exception.Message);
        }
        catch (ExecutionAlreadyStartedException exception)
        {
            return new StartReply(StartStatus.Conflict, exception.Message);
        }
        finally
        {
            DeactivateIfLeaving();
        }
    }

    // Another try may find a silo that has room.
    private StartReply Overloaded(DurableOverloadedException exception)
    {
        DeactivateOnIdle();
        return new StartReply(StartStatus.Overloaded, exception.Message);
    }

    // The next try may find a silo that stays.
    private void DeactivateIfLeaving()
    {
        if (IsLeaving)
        {
            DeactivateOnIdle();
        }
    }

    private static EndReply Ended(ExecutionHead head) => new(EndStatus.Ended, ExecutionQueries.DescribeEnd(head));

    private static async Task<T?> FindAsync<T>(Task<T> answer)
        where T : class
    {
        try
        {
            return await StoreFailures.ToldAsync(answer);
        }
        catch (ExecutionNotFoundException)
        {
            return null;
        }
    }
}
