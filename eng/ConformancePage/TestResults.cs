using System.Globalization;
using System.Xml.Linq;
using Durable.Testing.Conformance.Page;

namespace Durable.ConformancePage;

/// <summary>What became of the tests of the conformance suite in a run.</summary>
/// <param name="Passed">Hosts on which a test passed, with all rows of its data.</param>
/// <param name="Failures">How many tests failed.</param>
/// <param name="Summary">When it was, and how many passed on each host.</param>
internal sealed record TestResults(ILookup<RuleTest, ConformanceHost> Passed, int Failures, string Summary)
{
    private static readonly XNamespace s_trx = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";

    public static TestResults Read(string directory)
    {
        var runs = Directory.GetFiles(directory, "*.trx", SearchOption.AllDirectories).Select(static file => XDocument.Load(file).Root!).ToArray();
        var outcomes = runs.SelectMany(ReadRun).ToArray();
        var tests = outcomes.GroupBy(static outcome => (outcome.Test, outcome.Host)).ToArray();
        var passed = tests.Where(static test => test.All(static outcome => outcome.Result == "Passed")).Select(static test => test.Key).ToArray();
        var day = runs.Select(static run => DateTimeOffset.Parse(run.Element(s_trx + "Times")!.Attribute("finish")!.Value, CultureInfo.InvariantCulture)).Max();
        var counts = ConformanceHost.All
            .Select(host => (host.Name, Count: outcomes.Count(outcome => outcome.Host == host && outcome.Result == "Passed")))
            .Where(static host => host.Count > 0)
            .Select(static host => $"{host.Name} {host.Count}");
        var failures = outcomes.Count(static outcome => outcome.Result == "Failed");
        return new TestResults(
            passed.ToLookup(static test => test.Test, static test => test.Host),
            failures,
            $"{day.UtcDateTime:yyyy-MM-dd}, tests passed: {string.Join(", ", counts)}; failed: {failures}.");
    }

    private static IEnumerable<(RuleTest Test, ConformanceHost Host, string Result)> ReadRun(XElement run)
    {
        var results = run.Descendants(s_trx + "UnitTestResult").ToLookup(
            static result => result.Attribute("testId")!.Value, static result => result.Attribute("outcome")!.Value);
        foreach (var test in run.Descendants(s_trx + "UnitTest"))
        {
            var method = test.Element(s_trx + "TestMethod")!;
            var className = method.Attribute("className")!.Value;
            var dot = className.LastIndexOf('.');
            if (ConformanceHost.All.FirstOrDefault(host => host.Namespace == className[..dot]) is { } host)
            {
                foreach (var result in results[test.Attribute("id")!.Value])
                {
                    yield return (RuleTest.Of(className[(dot + 1)..], method.Attribute("name")!.Value), host, result);
                }
            }
        }
    }
}
