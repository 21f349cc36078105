namespace Durable.Core.Operations.Batches;

/// <summary>The branches of a map or parallel.</summary>
internal interface IBatchBranches<T>
{
    /// <summary>Sub-type of the batch.</summary>
    string SubType { get; }

    /// <summary>Sub-type of its branches.</summary>
    string BranchSubType { get; }

    int Count { get; }

    string NameOf(int index);

    /// <summary>What writes and reads the results of a branch.</summary>
    IPayloadSerializer SerializerOf(int index, IPayloadSerializer serializer) => serializer;

    Task<T> RunAsync(int index, IDurableContext context, CancellationToken cancellationToken);
}
