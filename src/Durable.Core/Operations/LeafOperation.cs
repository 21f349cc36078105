using Durable.Core.Contexts;
using Durable.Core.Engine;
using Durable.Model;

namespace Durable.Core.Operations;

/// <summary>What steps, waits and callbacks have in common: as long as they are not parked, the execution is busy.</summary>
internal abstract class LeafOperation<T>(DurableContext context, OperationIdentity identity, OperationType type, string subType)
{
    protected DurableContext Context { get; } = context;

    protected OperationIdentity Identity { get; } = identity;

    protected IExecutionChannel Channel => Context.Channel;

    protected SerializationContext SerializationContext => new(Context.ExecutionContext.ExecutionId, Identity.Id);

    public async Task<T> RunAsync()
    {
        Channel.BeginActivity();
        try
        {
            var stored = Channel.Find(Identity.Id);
            if (stored is not null && Determinism.Check(stored, Identity, type, subType) is { } divergence)
            {
                return await Channel.FailExecutionAsync<T>(divergence);
            }

            return Context.IsReplayOnly && !IsAnswered(stored)
                ? await Determinism.RefuseNewWorkAsync<T>(Channel, stored, Identity)
                : await RunAsync(stored);
        }
        catch (PayloadSerializationException exception)
        {
            // Neither a retry nor a replay can mend it.
            return await Channel.FailExecutionAsync<T>(exception);
        }
        finally
        {
            Channel.EndActivity();
        }
    }

    protected abstract Task<T> RunAsync(Operation? stored);

    /// <summary>Whether a context that is run again only for its result finds all it needs.</summary>
    protected virtual bool IsAnswered(Operation? stored) => stored is { IsTerminal: true };

    /// <inheritdoc cref="CallerTokens.Link"/>
    protected CancellationTokenSource? Link(CancellationToken callerToken) => CallerTokens.Link(Channel, callerToken);

    /// <summary>
    /// Runs user code on the step scheduler; whatever it throws is wrapped, so that it cannot be taken for an error of the engine.
    /// </summary>
    /// <exception cref="StepBodyException">It threw.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled from outside, which is no outcome.</exception>
    protected async Task<T> RunBodyAsync(int attempt, Func<StepContext, CancellationToken, Task<T>> body, CancellationToken callerToken)
    {
        using var linked = Link(callerToken);
        var token = linked?.Token ?? Channel.CancellationToken;
        var execution = Context.ExecutionContext;
        var step = new StepContext(
            new StepLogger(Context.FunctionLogger, execution.DurableExecutionArn, Identity.Id, Identity.Name, attempt),
            execution.RunId,
            Identity.Id,
            attempt);
        try
        {
            return await Task.Factory.StartNew(
                () =>
                {
                    execution.StepBegins(step);
                    return body(step, token);
                },
                CancellationToken.None,
                TaskCreationOptions.DenyChildAttach,
                Channel.StepScheduler).Unwrap();
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception)
        {
            throw new StepBodyException(exception);
        }
    }

    protected OperationUpdate Update(OperationAction action) => new()
    {
        Id = Identity.Id,
        Type = type,
        Action = action,
        SubType = action == OperationAction.Start ? subType : null,
        Name = action == OperationAction.Start ? Identity.Name : null,
        ParentId = action == OperationAction.Start ? Identity.ParentId : null,
    };
}
