using System.Globalization;
using Durable.Model;

namespace Durable.Core.Operations.Batches;

internal sealed class ParallelBranches<T>(IReadOnlyList<DurableBranch<T>> branches) : IBatchBranches<T>
{
    public string SubType => OperationSubTypes.Parallel;

    public string BranchSubType => OperationSubTypes.ParallelBranch;

    public int Count => branches.Count;

    public static ParallelBranches<T> From(IReadOnlyList<Func<IDurableContext, CancellationToken, Task<T>>> functions) => new(
        [.. functions.Select(static (function, index) => new DurableBranch<T>(index.ToString(CultureInfo.InvariantCulture), function))]);

    public string NameOf(int index) => branches[index].Name;

    public Task<T> RunAsync(int index, IDurableContext context, CancellationToken cancellationToken) =>
        branches[index].Func(context, cancellationToken) ?? throw Bodies.ReturnedNull($"branch '{NameOf(index)}'");
}
