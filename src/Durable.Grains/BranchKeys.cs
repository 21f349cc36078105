using System.Globalization;

namespace Durable.Grains;

/// <summary>Keys of branch grains. The activation is part of them, so that a branch never meets what an earlier one left behind.</summary>
internal static class BranchKeys
{
    public static string Of(ExecutionId executionId, string activationId, int lane) =>
        string.Create(CultureInfo.InvariantCulture, $"{executionId}/{activationId}/{lane}");
}
