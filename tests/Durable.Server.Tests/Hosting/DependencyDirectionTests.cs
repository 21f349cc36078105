using System.Reflection;
using System.Runtime.CompilerServices;

namespace Durable.Server.Tests.Hosting;

/// <summary>Arrows point one way: what each assembly of the product may reference, and who may use internals of the engine.</summary>
public sealed class DependencyDirectionTests
{
    private static readonly string[] s_engine = ["OrleansDurable.Abstractions", "OrleansDurable.Core"];
    private static readonly string[] s_grains = ["OrleansDurable.Grains", "OrleansDurable.Grains.Abstractions"];
    private static readonly string[] s_stores = ["OrleansDurable.Storage.DynamoDB", "OrleansDurable.Storage.PostgreSQL", "OrleansDurable.Storage.Sqlite"];
    private static readonly string[] s_executables = ["OrleansDurable.Http", "OrleansDurable.Terminals"];

    /// <summary>Each assembly of the product, and those of the product that it may reference.</summary>
    public static TheoryData<string, string[]> Arrows => new()
    {
        { "OrleansDurable.Abstractions", [] },
        { "OrleansDurable.Core", ["OrleansDurable.Abstractions"] },
        { "OrleansDurable.Embedded", s_engine },
        { "OrleansDurable.Storage.DynamoDB", s_engine },
        { "OrleansDurable.Storage.PostgreSQL", s_engine },
        { "OrleansDurable.Storage.Sqlite", s_engine },
        { "OrleansDurable.Grains.Abstractions", ["OrleansDurable.Abstractions"] },
        { "OrleansDurable.Grains", [.. s_engine, "OrleansDurable.Grains.Abstractions"] },
        { "OrleansDurable.Http", ["OrleansDurable.Abstractions"] },
        { "OrleansDurable.AspNetCore", ["OrleansDurable.Abstractions", "OrleansDurable.Http"] },
        { "OrleansDurable.OpenTelemetry", s_engine },
        { "OrleansDurable.Console", ["OrleansDurable.Abstractions"] },
        { "OrleansDurable.Aspire", [.. s_engine, "OrleansDurable.Embedded", "OrleansDurable.Http"] },
        { "OrleansDurable.Aspire.Hosting", [] },
        { "OrleansDurable.Terminals", [] },
        { "durable", [.. s_engine, "OrleansDurable.Grains.Abstractions", "OrleansDurable.Storage.DynamoDB", "OrleansDurable.Storage.PostgreSQL", .. s_executables] },
        {
            "durable-server",
            [
                .. s_engine, "OrleansDurable.AspNetCore", "OrleansDurable.Console", "OrleansDurable.Embedded", .. s_grains, .. s_stores, .. s_executables,
                "OrleansDurable.OpenTelemetry", "Durable.Samples", "Durable.DynamoDBLocal",
            ]
        },
    };

    [Theory]
    [MemberData(nameof(Arrows))]
    public void An_assembly_references_nobody_above_it(string assembly, string[] allowed) =>
        Assert.Empty(ReferencesOf(assembly, "OrleansDurable.", "Durable.", "durable").Except(allowed));

    [Theory]
    [InlineData("OrleansDurable.Abstractions")]
    [InlineData("OrleansDurable.Core")]
    [InlineData("OrleansDurable.Embedded")]
    [InlineData("OrleansDurable.Storage.DynamoDB")]
    [InlineData("OrleansDurable.Storage.PostgreSQL")]
    [InlineData("OrleansDurable.Storage.Sqlite")]
    [InlineData("OrleansDurable.Http")]
    [InlineData("OrleansDurable.AspNetCore")]
    [InlineData("OrleansDurable.OpenTelemetry")]
    [InlineData("OrleansDurable.Console")]
    [InlineData("OrleansDurable.Aspire")]
    [InlineData("OrleansDurable.Aspire.Hosting")]
    public void Only_the_grains_know_Orleans(string assembly) => Assert.Empty(ReferencesOf(assembly, "Orleans."));

    [Fact]
    public void Only_hosts_use_internals_of_the_engine() => Assert.Equal(
        ["OrleansDurable.Embedded", "OrleansDurable.Grains"],
        Assembly.Load("OrleansDurable.Core").GetCustomAttributes<InternalsVisibleToAttribute>()
            .Select(static friend => friend.AssemblyName)
            .Where(static friend => Arrows.Any(arrow => (string)arrow[0] == friend))
            .Order(StringComparer.Ordinal));

    private static IEnumerable<string> ReferencesOf(string assembly, params string[] prefixes) =>
        from reference in Assembly.Load(assembly).GetReferencedAssemblies()
        let name = reference.Name ?? ""
        where prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal))
        select name;
}
