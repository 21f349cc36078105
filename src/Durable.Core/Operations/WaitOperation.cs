using Durable.Core.Contexts;
using Durable.Core.Serialization;
using Durable.Model;

namespace Durable.Core.Operations;

/// <summary>A wait (durable-model 4.2).</summary>
internal sealed class WaitOperation(DurableContext context, OperationIdentity identity, TimeSpan duration, CancellationToken callerToken)
    : LeafOperation<NoResult>(context, identity, OperationType.Wait, OperationSubTypes.Wait)
{
    protected override async Task<NoResult> RunAsync(Operation? stored)
    {
        stored ??= Channel.Record(Update(OperationAction.Start) with { WaitSeconds = Durations.ToWholeSeconds(duration) });
        if (stored.IsTerminal)
        {
            return default;
        }

        using var linked = Link(callerToken);
        await Channel.WhenElapsedAsync(stored, linked?.Token ?? Channel.CancellationToken);
        return default;
    }
}
