using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Durable.Core.Diagnostics;

namespace Durable.Core.Tests.Diagnostics;

/// <summary>The tables of docs/observability.md are those of the code, and what is deployed names no metric that there is not.</summary>
public sealed partial class ObservabilityPageTests
{
    private static readonly string s_files = Path.Combine(AppContext.BaseDirectory, "Observability");

    // What Prometheus calls dimensions.
    private static readonly string[] s_labels = ["durable_function_name", "durable_step_name"];

    [Fact]
    public async Task The_page_has_every_metric() => await AssertHasAsync(Metrics());

    [Fact]
    public async Task The_page_has_every_span() => await AssertHasAsync(Spans());

    [Theory]
    [InlineData("grafana-dashboard.json")]
    [InlineData("alerts.yaml")]
    public async Task Every_metric_that_is_looked_at_exists(string file)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(s_files, file));
        var known = MetricCatalogue.All.SelectMany(SeriesOf).Concat(s_labels).ToHashSet(StringComparer.Ordinal);
        var named = SeriesName().Matches(text).Select(static match => match.Value).Distinct(StringComparer.Ordinal).ToList();

        Assert.True(named.Count > 5, $"Only {named.Count} metrics were found in {file}.");
        Assert.Empty(named.Except(known));
    }

    [Fact]
    public async Task The_dashboard_shows_every_metric()
    {
        var text = await File.ReadAllTextAsync(Path.Combine(s_files, "grafana-dashboard.json"));

        Assert.Empty(MetricCatalogue.All.Where(metric => !SeriesOf(metric).Any(series => text.Contains(series, StringComparison.Ordinal))).Select(static metric => metric.Name));
    }

    [Fact]
    public async Task There_are_eleven_alert_rules_and_each_says_what_to_do()
    {
        var text = await File.ReadAllTextAsync(Path.Combine(s_files, "alerts.yaml"));
        var rules = text.Split("- alert: ")[1..];

        Assert.Equal(11, rules.Length);
        Assert.All(rules, static rule => Assert.Contains("description:", rule, StringComparison.Ordinal));
    }

    [Fact]
    public void A_name_is_one_metrics_and_a_dimension_is_no_name_of_an_execution()
    {
        Assert.Equal(MetricCatalogue.All.Count, MetricCatalogue.All.Select(static metric => metric.Name).Distinct(StringComparer.Ordinal).Count());
        Assert.All(MetricCatalogue.All, static metric => Assert.StartsWith("durable.", metric.Name, StringComparison.Ordinal));
        Assert.DoesNotContain(TelemetryTags.ExecutionName, MetricCatalogue.All.SelectMany(static metric => metric.Dimensions));
        Assert.DoesNotContain(TelemetryTags.ExecutionArn, MetricCatalogue.All.SelectMany(static metric => metric.Dimensions));
    }

    private static async Task AssertHasAsync(string table)
    {
        var page = await File.ReadAllTextAsync(Path.Combine(s_files, "observability.md"));

        Assert.True(page.Contains(table, StringComparison.Ordinal), $"A table of docs/observability.md is behind. It has to be:\n{table}");
    }

    private static string Metrics()
    {
        var table = new StringBuilder("| Metric | Kind, unit | Dimensions | What it counts |\n|---|---|---|---|\n");
        foreach (var metric in MetricCatalogue.All)
        {
            table.Append(
                CultureInfo.InvariantCulture,
                $"| `{metric.Name}` | {KindOf(metric)}, `{metric.Unit}` | {string.Join(", ", metric.Dimensions.Select(static name => $"`{name}`"))} | {metric.Description} |\n");
        }

        return table.ToString();
    }

    private static string Spans()
    {
        var table = new StringBuilder("| Span | Kind | What it is | Attributes |\n|---|---|---|---|\n");
        foreach (var span in SpanCatalogue.All)
        {
            table.Append(
                CultureInfo.InvariantCulture,
                $"| `{span.NameOf(span.Subject)}` | {span.Kind.ToString().ToUpperInvariant()} | {span.Description} | {string.Join(", ", span.Attributes.Select(static name => $"`{name}`"))} |\n");
        }

        return table.ToString();
    }

    private static string KindOf(MetricDefinition metric) => metric.Kind switch
    {
        MetricKind.UpDownCounter => "up-down counter",
        MetricKind.Gauge => "gauge",
        MetricKind.Histogram => "histogram",
        _ => "counter",
    };

    // As OpenTelemetry's exporter for Prometheus names them.
    private static IEnumerable<string> SeriesOf(MetricDefinition metric)
    {
        var unit = metric.Unit switch
        {
            "s" => "_seconds",
            "By" => "_bytes",
            _ => "",
        };
        var name = metric.Name.Replace('.', '_');
        name = name.EndsWith(unit, StringComparison.Ordinal) ? name : name + unit;
        return metric.Kind switch
        {
            MetricKind.Counter => [$"{name}_total"],
            MetricKind.Histogram => [$"{name}_bucket", $"{name}_sum", $"{name}_count"],
            _ => [name],
        };
    }

    [GeneratedRegex("durable_[a-z_]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SeriesName();
}
