using Durable.Core.Contexts;
using Durable.Core.Engine;
using Durable.Core.Serialization;
using Durable.Model;

namespace Durable.Core.Operations.Waits;

/// <summary>A wait (durable-model 4.2).</summary>
internal sealed class WaitOperation(DurableContext context, OperationIdentity identity, TimeSpan duration, CancellationToken callerToken)
    : LeafOperation<NoResult>(context, identity, OperationType.Wait, OperationSubTypes.Wait)
{
    protected override async ValueTask<NoResult> RunAsync(Operation? stored, HandOver call)
    {
        stored ??= Channel.Record(Update(OperationAction.Start) with { Wait = new WaitOptions(Durations.ToWholeSeconds(duration)) });
        if (IsGivenUpInLog(stored, call))
        {
            throw GivenUp(callerToken);
        }

        using var linked = Link(callerToken);
        try
        {
            await Channel.WhenElapsedAsync(stored, linked?.Token ?? Channel.CancellationToken);
        }
        catch (OperationCanceledException) when (IsGivenUp(callerToken) && call.Place is null)
        {
            Channel.GiveUp(stored, call.Number);
            throw GivenUp(callerToken);
        }
        catch (OperationCanceledException) when (IsGivenUp(callerToken))
        {
            // It has elapsed: that is in the log already.
            await Channel.WhenElapsedAsync(stored, Channel.CancellationToken);
        }

        return default;
    }

    private static bool IsGivenUpInLog(Operation stored, HandOver call) =>
        stored.Status == OperationStatus.Cancelled || GivenUpCall.Find(stored.GivenUp, call.Number) is not null;
}
