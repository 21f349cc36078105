using System.Globalization;
using Durable.Core.Engine.Lanes;

namespace Durable.Grains.Branches;

/// <summary>Keys of branch grains. The activation is part of them, so that a branch never meets what an earlier one left behind.</summary>
internal static class BranchKeys
{
    public static string Of(LaneStart branch) =>
        string.Create(CultureInfo.InvariantCulture, $"{branch.ExecutionId}/{branch.ActivationId}/{branch.Number}");
}
