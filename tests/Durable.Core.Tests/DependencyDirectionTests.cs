using System.Reflection;

namespace Durable.Core.Tests;

public sealed class DependencyDirectionTests
{
    [Fact]
    public void Core_references_nobody_above_it() =>
        Assert.Empty(ReferencesOf("Durable.Core", "Durable.", "Orleans.").Except(["Durable.Abstractions"]));

    [Fact]
    public void Abstractions_reference_no_other_project_and_no_Orleans() =>
        Assert.Empty(ReferencesOf("Durable.Abstractions", "Durable.", "Orleans."));

    private static IEnumerable<string> ReferencesOf(string assembly, params string[] prefixes) =>
        from reference in Assembly.Load(assembly).GetReferencedAssemblies()
        let name = reference.Name ?? ""
        where prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal))
        select name;
}
