namespace Durable.Grains.Contracts;

/// <summary>One branch of a map or parallel, in turns of its own. The key is <c>function/name/activation/lane</c>.</summary>
[Alias("durable.branch")]
internal interface IBranchGrain : IGrainWithStringKey
{
    /// <summary>Begins the branch, whose body waits in this silo.</summary>
    /// <returns>False when it does not: the grain was placed on another silo.</returns>
    [Alias("run")]
    Task<bool> RunAsync();
}
