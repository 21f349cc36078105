using Durable.Testing.Conformance.Catalogue;
using Durable.Testing.Conformance.Page;

namespace Durable.Core.Tests.Conformance;

/// <summary>The catalogue of rules, its tests and its page belong together.</summary>
public sealed class CatalogueTests
{
    [Fact]
    public void Every_rule_has_a_test_or_says_why_there_is_none() => Assert.All(RuleCatalogue.All, static rule => Assert.True(
        RuleTest.ByRule.Contains(rule.Id) != (rule.Untested is not null),
        $"{rule.Id} has {(RuleTest.ByRule.Contains(rule.Id) ? "tests, and says that it has none" : "no test, and does not say why")}."));

    [Fact]
    public void Every_test_names_rules_of_the_catalogue() =>
        Assert.Empty(RuleTest.ByRule.Select(static tests => tests.Key).Except(RuleCatalogue.All.Select(static rule => rule.Id)));

    [Fact]
    public void Every_rule_is_there_once_and_its_section_has_a_title()
    {
        Assert.Equal(RuleCatalogue.All.Count, RuleCatalogue.All.Select(static rule => rule.Id).Distinct().Count());
        Assert.All(RuleCatalogue.All, static rule => Assert.Contains(rule.Section, RuleCatalogue.Sections.Keys));
    }

    [Fact]
    public void The_page_says_which_test_belongs_to_which_rule()
    {
        var page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Conformance", "conformance.md"));
        var none = Array.Empty<(RuleTest Test, ConformanceHost Host)>().ToLookup(static pair => pair.Test, static pair => pair.Host);

        Assert.Equal(ConformancePage.WithoutResults(ConformancePage.Render(none, "never")), ConformancePage.WithoutResults(page));
    }
}
