using Durable.Core.Contexts;
using Durable.Model;

namespace Durable.Core.Operations;

/// <summary>How operations are called in texts for people.</summary>
internal static class OperationText
{
    public static string Of(OperationType type, string? subType, OperationIdentity identity) => Of(type, subType, identity.Name, identity.Id);

    public static string Of(OperationType type, string? subType, string? name, string id)
    {
        var what = type switch
        {
            OperationType.Wait => "wait",
            OperationType.Callback => "callback",
            OperationType.ChainedInvoke => "invoke",
            OperationType.Context => subType == OperationSubTypes.Map ? "map" : subType == OperationSubTypes.Parallel ? "parallel" : "context",
            _ => subType == OperationSubTypes.WaitForCondition ? "condition" : "step",
        };
        return name is null ? $"{what} '{id}'" : $"{what} '{name}'";
    }
}
