using System.Reflection;
using System.Runtime.CompilerServices;

namespace Durable.Server.Tests.Hosting;

/// <summary>Arrows point one way: what each assembly of the product may reference, and who may use internals of the engine.</summary>
public sealed class DependencyDirectionTests
{
    private static readonly string[] s_engine = ["Durable.Abstractions", "Durable.Core"];
    private static readonly string[] s_grains = ["Durable.Grains", "Durable.Grains.Abstractions"];
    private static readonly string[] s_stores = ["Durable.Storage.DynamoDB", "Durable.Storage.Sqlite"];
    private static readonly string[] s_executables = ["Durable.Http", "Durable.Terminals"];

    /// <summary>Each assembly of the product, and those of the product that it may reference.</summary>
    public static TheoryData<string, string[]> Arrows => new()
    {
        { "Durable.Abstractions", [] },
        { "Durable.Core", ["Durable.Abstractions"] },
        { "Durable.Embedded", s_engine },
        { "Durable.Storage.DynamoDB", s_engine },
        { "Durable.Storage.Sqlite", s_engine },
        { "Durable.Grains.Abstractions", ["Durable.Abstractions"] },
        { "Durable.Grains", [.. s_engine, "Durable.Grains.Abstractions"] },
        { "Durable.Http", ["Durable.Abstractions"] },
        { "Durable.AspNetCore", ["Durable.Abstractions", "Durable.Http"] },
        { "Durable.Terminals", [] },
        { "durable", [.. s_engine, "Durable.Grains.Abstractions", "Durable.Storage.DynamoDB", .. s_executables] },
        { "durable-server", [.. s_engine, "Durable.AspNetCore", "Durable.Embedded", .. s_grains, .. s_stores, .. s_executables, "Durable.Samples", "Durable.DynamoDBLocal"] },
    };

    [Theory]
    [MemberData(nameof(Arrows))]
    public void An_assembly_references_nobody_above_it(string assembly, string[] allowed) =>
        Assert.Empty(ReferencesOf(assembly, "Durable.", "durable").Except(allowed));

    [Theory]
    [InlineData("Durable.Abstractions")]
    [InlineData("Durable.Core")]
    [InlineData("Durable.Embedded")]
    [InlineData("Durable.Storage.DynamoDB")]
    [InlineData("Durable.Storage.Sqlite")]
    [InlineData("Durable.Http")]
    [InlineData("Durable.AspNetCore")]
    public void Only_the_grains_know_Orleans(string assembly) => Assert.Empty(ReferencesOf(assembly, "Orleans."));

    [Fact]
    public void Only_hosts_use_internals_of_the_engine() => Assert.Equal(
        ["Durable.Embedded", "Durable.Grains"],
        Assembly.Load("Durable.Core").GetCustomAttributes<InternalsVisibleToAttribute>()
            .Select(static friend => friend.AssemblyName)
            .Where(static friend => Arrows.Any(arrow => (string)arrow[0] == friend))
            .Order(StringComparer.Ordinal));

    private static IEnumerable<string> ReferencesOf(string assembly, params string[] prefixes) =>
        from reference in Assembly.Load(assembly).GetReferencedAssemblies()
        let name = reference.Name ?? ""
        where prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal))
        select name;
}
