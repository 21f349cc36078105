using System.Diagnostics.CodeAnalysis;
using Durable.Core.Contexts;
using Durable.Core.Engine;
using Durable.Core.Log;
using Durable.Core.Serialization;
using Durable.Model;

namespace Durable.Core.Operations.Contexts;

/// <summary>
/// Runs a body in a context of its own and records its outcome: child contexts, map items and parallel branches alike. A flat one
/// records nothing; its operations hang on the nearest recorded context and its body always runs.
/// </summary>
/// <param name="caller">The context of the call.</param>
/// <param name="channel">The lane of the body.</param>
/// <param name="identity">The context.</param>
/// <param name="subType">What kind of context it is.</param>
/// <param name="nesting">Whether anything is recorded of it.</param>
/// <param name="serializer">Writes its result.</param>
/// <param name="calledAt">
/// The caller's time when it made the call, at which the body's begins. Not that of the START, for which no body waits: where a crash takes it, the next
/// activation records another.
/// </param>
/// <param name="isReplayOnly">Whether it has completed, and its body is run again only for its result.</param>
internal sealed class RecordedContext<T>(
    DurableContext caller,
    IExecutionChannel channel,
    OperationIdentity identity,
    string subType,
    NestingType nesting,
    IPayloadSerializer serializer,
    DateTimeOffset calledAt,
    bool isReplayOnly = false)
{
    private bool IsReplayOnly => isReplayOnly || caller.IsReplayOnly;

    private SerializationContext SerializationContext => new(caller.ExecutionContext.ExecutionId, identity.Id);

    /// <summary>Records the START before <see cref="RunAsync"/> does, so that contexts whose bodies run side by side start in order.</summary>
    public void Begin()
    {
        if (nesting == NestingType.Nested && !IsReplayOnly && channel.Find(identity.Id) is null)
        {
            Start();
        }
    }

    /// <summary>The outcome, from the log or from running the body.</summary>
    /// <param name="body">The body.</param>
    /// <param name="cancellationToken">The body's token: being cancelled by it is no outcome.</param>
    /// <exception cref="OperationCanceledException">The lane is no longer needed; nothing was recorded.</exception>
    public async Task<ContextOutcome<T>> RunAsync(Func<DurableContext, Task<T>> body, CancellationToken cancellationToken)
    {
        try
        {
            return nesting == NestingType.Flat ? await RunFlatAsync(body, cancellationToken) : await RunNestedAsync(body, cancellationToken);
        }
        catch (PayloadSerializationException exception)
        {
            return await channel.FailExecutionAsync<ContextOutcome<T>>(exception);
        }
    }

    /// <summary>The outcome that is in the log, if it can be had without running the body.</summary>
    public bool TryRead(Operation stored, [NotNullWhen(true)] out ContextOutcome<T>? outcome)
    {
        outcome = stored switch
        {
            { Status: OperationStatus.Failed } => Failed(stored.Error!),
            { Status: OperationStatus.Succeeded, Context.ReplayChildren: false } => Succeeded(stored.Result),
            _ => null,
        };
        return outcome is not null;
    }

    private async Task<ContextOutcome<T>> RunNestedAsync(Func<DurableContext, Task<T>> body, CancellationToken cancellationToken)
    {
        var stored = channel.Find(identity.Id);
        if (stored is not null)
        {
            if (Determinism.Check(stored, identity, OperationType.Context, subType) is { } divergence)
            {
                return await channel.FailExecutionAsync<ContextOutcome<T>>(divergence);
            }

            if (TryRead(stored, out var known))
            {
                return known;
            }
        }

        if (IsReplayOnly && stored is not { Status: OperationStatus.Succeeded })
        {
            return await Determinism.RefuseNewWorkAsync<ContextOutcome<T>>(channel, stored, identity);
        }

        var isReplay = stored is { Status: OperationStatus.Succeeded };
        if (stored is null)
        {
            Start();
        }

        var child = caller.CreateChild(channel, identity, subType, calledAt, isReplay || IsReplayOnly);
        T result;
        try
        {
            result = await child.RunAsync(body);
        }
        catch (OperationCanceledException) when (channel.CancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && !isReplay)
        {
            channel.Record(Update(OperationAction.Fail) with
            {
                Error = CallCancellation.Error(OperationText.Of(OperationType.Context, subType, identity)),
            });
            return Failed(channel.Find(identity.Id)!.Error!);
        }
        catch (Exception exception) when (exception is not PayloadSerializationException)
        {
            if (isReplay)
            {
                return await channel.FailExecutionAsync<ContextOutcome<T>>(Determinism.OtherOutcome(identity, exception));
            }

            channel.Record(Update(OperationAction.Fail) with { Error = ErrorObjects.From(exception) });
            return Failed(channel.Find(identity.Id)!.Error!);
        }

        var payload = Write(result);
        if (isReplay)
        {
            return Succeeded(payload);
        }

        // A result that is too large for the log is made again from the children, which are all recorded.
        channel.Record(payload is null || Payloads.Fits(payload, DurableLimits.MaxOperationPayloadBytes)
            ? Update(OperationAction.Succeed) with { Payload = payload }
            : Update(OperationAction.Succeed) with { Payload = string.Empty, Context = new ContextOptions(ReplayChildren: true) });
        return Succeeded(payload);
    }

    private void Start() =>
        channel.Post(Update(OperationAction.Start) with { SubType = subType, Name = identity.Name, ParentId = identity.ParentId });

    private async Task<ContextOutcome<T>> RunFlatAsync(Func<DurableContext, Task<T>> body, CancellationToken cancellationToken)
    {
        var child = caller.CreateFlatChild(channel, identity, calledAt, IsReplayOnly);
        try
        {
            return Succeeded(Write(await body(child)));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception) when (exception is not PayloadSerializationException)
        {
            return Failed(ErrorObjects.From(exception));
        }
    }

    private string? Write(T result) => typeof(T) == typeof(NoResult)
        ? null
        : Payloads.WriteForSameType(serializer, result, SerializationContext, new PayloadSubject("the result of context", identity.Label));

    // Always through the payload, on first run too: the caller sees what a replay will see.
    private ContextOutcome<T> Succeeded(string? payload) => new(
        payload is null ? default : Payloads.Read<T>(serializer, payload, SerializationContext, new PayloadSubject("the result of context", identity.Label)),
        payload,
        null);

    private ContextOutcome<T> Failed(ErrorObject error)
    {
        var exception = new ChildContextException(error, subType) { OperationId = identity.Id, OperationName = identity.Name };
        return new(default, null, exception, CallCancellation.Is(error));
    }

    private OperationUpdate Update(OperationAction action) => new() { Id = identity.Id, Type = OperationType.Context, Action = action };
}
