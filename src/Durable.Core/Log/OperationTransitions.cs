using Durable.Model;

namespace Durable.Core.Log;

/// <summary>The state machine of one operation: current state and update in, next state out (durable-model 1.5).</summary>
internal static class OperationTransitions
{
    /// <summary>The state after <paramref name="update"/>.</summary>
    /// <exception cref="InvalidUpdateException">The update is not allowed in the current state.</exception>
    public static Operation Apply(Operation? current, OperationUpdate update, DateTimeOffset now)
    {
        if (current is not null)
        {
            RequireSameIdentity(current, update);
        }

        if (update.GiveUp is { } call)
        {
            UpdateRules.Require(current is not null, "Cannot give up a call for an operation that does not exist.", update);
            return current! with { GivenUp = new GivenUpCall(call.Call, now, current.GivenUp) };
        }

        return OperationKind.Of(update.Type).Apply(current, update, now);
    }

    /// <summary>The state after the durable clock has passed <see cref="Operation.DueAt"/>.</summary>
    public static Operation Elapse(Operation operation, DateTimeOffset now) => OperationKind.Of(operation.Type).Elapse(operation, now);

    private static void RequireSameIdentity(Operation current, OperationUpdate update)
    {
        UpdateRules.Require(current.Type == update.Type, "Inconsistent operation type.", update);
        UpdateRules.Require(update.SubType is null || current.SubType == update.SubType, "Inconsistent operation subtype.", update);
        UpdateRules.Require(update.Name is null || current.Name == update.Name, "Inconsistent operation name.", update);
        UpdateRules.Require(update.ParentId is null || current.ParentId == update.ParentId, "Inconsistent parent operation id.", update);
    }
}
