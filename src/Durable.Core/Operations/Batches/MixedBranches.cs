using Durable.Model;

namespace Durable.Core.Operations.Batches;

/// <summary>Parallel branches whose results have different types.</summary>
internal sealed class MixedBranches(IReadOnlyList<DurableBranch> branches) : IBatchBranches<object?>
{
    public string SubType => OperationSubTypes.Parallel;

    public string BranchSubType => OperationSubTypes.ParallelBranch;

    public int Count => branches.Count;

    public string NameOf(int index) => branches[index].Name;

    public IPayloadSerializer SerializerOf(int index, IPayloadSerializer serializer) => branches[index].Typed(serializer);

    public Task<object?> RunAsync(int index, IDurableContext context, CancellationToken cancellationToken) =>
        branches[index].RunAsync(context, cancellationToken);
}
