using System.Globalization;
using Durable.Model;

namespace Durable.Core.Operations.Batches;

internal sealed class MapBranches<TItem, TResult>(
    IReadOnlyList<TItem> items,
    Func<IDurableContext, TItem, int, IReadOnlyList<TItem>, CancellationToken, Task<TResult>> func,
    Func<TItem, int, string>? namer)
    : IBatchBranches<TResult>
{
    public string SubType => OperationSubTypes.Map;

    public string BranchSubType => OperationSubTypes.MapIteration;

    public int Count => items.Count;

    public string NameOf(int index) => namer?.Invoke(items[index], index) ?? index.ToString(CultureInfo.InvariantCulture);

    public Task<TResult> RunAsync(int index, IDurableContext context, CancellationToken cancellationToken) =>
        func(context, items[index], index, items, cancellationToken) ?? throw Bodies.ReturnedNull(Invariant($"item {index} of a map"));
}
