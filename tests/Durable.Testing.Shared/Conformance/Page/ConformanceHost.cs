namespace Durable.Testing.Conformance.Page;

/// <summary>What the suites run on.</summary>
/// <param name="Name">As the page has it.</param>
/// <param name="Namespace">Where the classes are that derive from the suites.</param>
/// <param name="Text">What it is.</param>
public sealed record ConformanceHost(string Name, string Namespace, string Text)
{
    /// <summary>All of them, in the order of the page.</summary>
    public static IReadOnlyList<ConformanceHost> All { get; } =
    [
        new("engine", "Durable.Core.Tests.Conformance.Engine", "the log of operations itself, below all hosts: what no function can bring about"),
        new("memory", "Durable.Embedded.Tests.Conformance.Memory", "embedded host, store in memory"),
        new("SQLite", "Durable.Embedded.Tests.Conformance.Sqlite", "embedded host over SQLite"),
        new("DynamoDB", "Durable.Embedded.Tests.Conformance.DynamoDB", "embedded host over DynamoDB (DynamoDB Local); a part of the suites"),
        new("PostgreSQL", "Durable.Embedded.Tests.Conformance.PostgreSQL", "embedded host over PostgreSQL; a part of the suites"),
        new("cluster", "Durable.Grains.Tests.Conformance", "two silos of an Orleans cluster, store in memory"),
    ];
}
