namespace Durable.Core.Contexts;

/// <summary>What an operation is known by. Fixed at the call.</summary>
/// <param name="Id">Unique in the execution.</param>
/// <param name="ParentId">The nearest recorded context; null at the root.</param>
/// <param name="Name">Shown in history.</param>
internal sealed record OperationIdentity(string Id, string? ParentId, string? Name)
{
    /// <summary>What an error calls it.</summary>
    public string Label => Name ?? Id;
}
