namespace Durable.WebConsole.Tests.Testing;

/// <summary>Tests that measure this process, while no other runs in it.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}
