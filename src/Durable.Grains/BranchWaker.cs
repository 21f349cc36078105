using Durable.Core.Engine.Lanes;

namespace Durable.Grains;

/// <summary>An execution's way to a branch.</summary>
internal sealed class BranchWaker(IBranchGrain branch) : ILaneWaker
{
    public void Wake(IReadOnlyList<int> tokens) => branch.WakeAsync([.. tokens]).Ignore();
}
