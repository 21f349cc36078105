using Durable.Core.Engine;
using Durable.Core.Engine.Invokes;
using Durable.Core.Operations.Callbacks;

namespace Durable.Core.Residence;

/// <summary>Makes the resident of an execution, with the parts of the engine that bring it into memory, park it and settle it.</summary>
internal sealed class ResidentFactory(
    ExecutionServices services, ExecutionLoader loader, ExecutionParking parking, ExecutionSettlement settlement, CallbackCheck callbacks)
{
    public ResidentExecution Create(ExecutionId id, IResidence residence) => new(id, residence, services, loader, parking, settlement, callbacks);
}
