using System.Globalization;
using System.Text;
using Durable.Testing.Conformance.Catalogue;

namespace Durable.Testing.Conformance.Page;

/// <summary>The page in docs that says which rule is tested by what, and where it passed.</summary>
public static class ConformancePage
{
    private const string NoResult = "–";

    /// <summary>Writes the page.</summary>
    /// <param name="passed">Hosts on which a test passed.</param>
    /// <param name="recorded">When, and how many there were.</param>
    public static string Render(ILookup<RuleTest, ConformanceHost> passed, string recorded)
    {
        ArgumentNullException.ThrowIfNull(passed);
        var page = new StringBuilder(
            $"""
            # Conformance

            What the durable model demands, rule by rule: the test that runs a function and compares its result and its **whole history** (event types,
            order, event ids, operation ids, parents, names, details), and the hosts on which it passed in the last recorded run. Rules are numbered by
            the sections of the model and told in our words.

            This page is generated. Which test belongs to which rule is checked with every run of the tests; the hosts are those of the recorded run:

            ```bash
            DURABLE_TESTS=full dotnet test OrleansDurable.sln -c Release -m:1 --logger "trx;LogFilePrefix=tests" --results-directory artifacts/test-results
            dotnet run --project eng/ConformancePage -c Release -- artifacts/test-results docs/generated/conformance.md
            ```

            Last recorded run: {recorded}

            | Host | What it is |
            |---|---|

            """.ReplaceLineEndings("\n"));
        foreach (var host in ConformanceHost.All)
        {
            page.Append(CultureInfo.InvariantCulture, $"| {host.Name} | {host.Text} |\n");
        }

        page.Append("\nWhere our semantics are others than a row of the model on purpose, the rule says ours and is marked *ours*.\n");
        foreach (var section in RuleCatalogue.All.GroupBy(static rule => rule.Section))
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {section.Key} {RuleCatalogue.Sections[section.Key]}\n\n");
            page.Append("| Rule | What must be so | Test | Passed on |\n|---|---|---|---|\n");
            foreach (var rule in section)
            {
                Append(page, rule, passed);
            }
        }

        return page.ToString();
    }

    /// <summary>The page without what only a run of the tests knows.</summary>
    /// <param name="page">The page.</param>
    public static string WithoutResults(string page)
    {
        ArgumentNullException.ThrowIfNull(page);
        return string.Join('\n', page.ReplaceLineEndings("\n").Split('\n').Select(static line =>
            line.StartsWith("Last recorded run:", StringComparison.Ordinal) ? ""
            : line.StartsWith("| ", StringComparison.Ordinal) && line.Split(" | ") is { Length: 4 } cells ? string.Join(" | ", cells[..3])
            : line));
    }

    private static void Append(StringBuilder page, Rule rule, ILookup<RuleTest, ConformanceHost> passed)
    {
        var tests = RuleTest.ByRule[rule.Id].ToArray();
        var (what, hosts) = tests.Length == 0
            ? ($"*not tested:* {rule.Untested}", NoResult)
            : (string.Join("<br>", tests.Select(static test => $"{test.Suite}: {test.Method.Replace('_', ' ')}")),
                string.Join("<br>", tests.Select(test => HostsOf(passed[test]))));
        page.Append(CultureInfo.InvariantCulture, $"| {rule.Id} | {rule.Text} | {what} | {hosts} |\n");
    }

    private static string HostsOf(IEnumerable<ConformanceHost> hosts)
    {
        var names = ConformanceHost.All.Where(hosts.Contains).Select(static host => host.Name).ToArray();
        return names.Length == 0 ? NoResult : string.Join(", ", names);
    }
}
