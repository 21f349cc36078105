namespace Durable.WebConsole.Tests.Testing;

/// <summary>The functions of the tests, for servers in processes of their own: <c>--functions</c>.</summary>
public sealed class ClusterFunctions : IDurableFunctions
{
    /// <inheritdoc/>
    public void AddTo(DurableExecutionsBuilder durable) => TestFunctions.AddTo(durable);
}
