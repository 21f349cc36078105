using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using k8s;

namespace Durable.Server.Tests.Helm;

/// <summary>The files of the chart, as they are written.</summary>
internal static class ChartFiles
{
    public static string Directory { get; } = Path.Combine(AppContext.BaseDirectory, "Helm", "durable");

    public static IEnumerable<string> Templates => System.IO.Directory.EnumerateFiles(Path.Combine(Directory, "templates"));

    public static string Text(string path) => File.ReadAllText(Path.Combine(Directory, path));

    /// <summary>values.yaml, with members set to something else: <c>a.b=value</c>, where the value is JSON.</summary>
    public static JsonNode Values(params string[] changes)
    {
        var values = JsonSerializer.SerializeToNode(KubernetesYaml.Deserialize<object>(Text("values.yaml")))!;
        foreach (var change in changes)
        {
            var (path, value) = (change[..change.IndexOf('=', StringComparison.Ordinal)].Split('.'), change[(change.IndexOf('=', StringComparison.Ordinal) + 1)..]);
            path[..^1].Aggregate(values, static (node, member) => node[member]!)[path[^1]] = JsonNode.Parse(value);
        }

        return values;
    }

    /// <summary>What the schema has against values.</summary>
    public static IReadOnlyList<string> Problems(JsonNode values)
    {
        var result = JsonSchema.FromText(Text("values.schema.json")).Evaluate(
            JsonSerializer.SerializeToElement(values), new EvaluationOptions { OutputFormat = OutputFormat.List });
        return result.IsValid
            ? []
            : [.. (result.Details ?? []).Where(static detail => detail.Errors is { Count: > 0 }).Select(static detail => $"{detail.InstanceLocation}: {string.Join(", ", detail.Errors!.Values)}")];
    }
}
