using System.Globalization;
using System.Reflection;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Durable.Server.Tests.Hosting;

/// <summary>People filter and alert by event ids: each is given once in the whole product, in the range of its assembly, and listed in the docs.</summary>
public sealed class EventIdTests
{
    private const string Page = "log-events.md";

    private static readonly string[] s_notShipped = ["Test", "Chaos", "CrashChild", "Samples", "Simulation", "Bench", "DynamoDBLocal", "PostgreSQLLocal"];

    // What is told by one of these is a text with full stops of its own.
    private static readonly string[] s_ends = [".", "{Reason}", "{Error}"];

    private static readonly Dictionary<string, (int First, int Last)> s_ranges = new(StringComparer.Ordinal)
    {
        ["durable-server"] = (1, 999),
        ["OrleansDurable.Core"] = (1000, 1999),
        ["OrleansDurable.Embedded"] = (2000, 2999),
        ["OrleansDurable.Grains"] = (3000, 3999),
        ["OrleansDurable.Storage.DynamoDB"] = (4000, 4099),
        ["OrleansDurable.Storage.Sqlite"] = (5000, 5099),
        ["OrleansDurable.Storage.PostgreSQL"] = (5100, 5199),
        ["OrleansDurable.AspNetCore"] = (6000, 6099),
    };

    private static readonly LogEvent[] s_events = ReadAll();

    [Fact]
    public void No_event_id_is_given_twice()
    {
        Assert.True(s_events.Length > 40, $"Only {s_events.Length} events were found.");
        Assert.Empty(s_events.GroupBy(static item => item.Event.EventId).Where(static group => group.Count() > 1)
            .Select(static group => $"{group.Key}: {string.Join(", ", group.Select(static item => item.Method))}"));
    }

    [Fact]
    public void An_event_id_is_in_the_range_of_its_assembly() => Assert.All(
        s_events, static item => Assert.InRange(item.Event.EventId, s_ranges[item.Assembly].First, s_ranges[item.Assembly].Last));

    [Fact]
    public void A_message_ends_with_a_full_stop() => Assert.Empty(s_events
        .Where(static item => !Array.Exists(s_ends, end => item.Event.Message.EndsWith(end, StringComparison.Ordinal)))
        .Select(static item => $"{item.Event.EventId}: {item.Event.Message}"));

    // The name of a class is no name to filter by: it changes with the code.
    [Fact]
    public void No_class_names_its_category_by_itself() => Assert.Empty(Assemblies()
        .SelectMany(static assembly => assembly.GetTypes())
        .SelectMany(static type => type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
        .Where(static constructor => constructor.GetParameters().Any(static parameter =>
            parameter.ParameterType.IsGenericType && parameter.ParameterType.GetGenericTypeDefinition() == typeof(ILogger<>)))
        .Select(static constructor => constructor.DeclaringType!.FullName));

    [Fact]
    public async Task Every_event_is_in_the_docs()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Docs", Page));
        var table = Table();

        Assert.True(page.Contains(table, StringComparison.Ordinal), $"The table of docs/{Page} is behind. It has to be:\n{table}");
    }

    private static string Table()
    {
        var table = new StringBuilder("| Id | Level | Assembly | Message |\n|---|---|---|---|\n");
        foreach (var item in s_events.OrderBy(static item => item.Event.EventId))
        {
            var level = item.Event.Level == LogLevel.None ? "as the case is" : item.Event.Level.ToString();
            table.Append(
                CultureInfo.InvariantCulture, $"| {item.Event.EventId} | {level} | {item.Assembly} | {item.Event.Message.Replace("|", "\\|", StringComparison.Ordinal)} |\n");
        }

        return table.ToString();
    }

    private static LogEvent[] ReadAll() =>
    [
        .. from assembly in Assemblies()
        from type in assembly.GetTypes()
        from method in type.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly)
        let message = method.GetCustomAttribute<LoggerMessageAttribute>()
        where message is not null
        select new LogEvent(assembly.GetName().Name!, $"{type}.{method.Name}", message),
    ];

    private static IEnumerable<Assembly> Assemblies() => Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll")
        .Where(static path => Path.GetFileNameWithoutExtension(path) is var name
            && (name.StartsWith("Durable.", StringComparison.Ordinal) || name.StartsWith("OrleansDurable.", StringComparison.Ordinal) || name is "durable" or "durable-server")
            && !Array.Exists(s_notShipped, part => name.Contains(part, StringComparison.Ordinal)))
        .Select(Assembly.LoadFrom);

    private sealed record LogEvent(string Assembly, string Method, LoggerMessageAttribute Event);
}
