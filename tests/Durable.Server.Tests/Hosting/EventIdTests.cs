using System.Reflection;
using Microsoft.Extensions.Logging;

namespace Durable.Server.Tests.Hosting;

/// <summary>People filter and alert by event ids: each is given once in the whole product.</summary>
public sealed class EventIdTests
{
    private static readonly string[] s_notShipped = ["Test", "Chaos", "CrashChild", "Samples", "Simulation", "Bench", "DynamoDBLocal"];

    [Fact]
    public void No_event_id_is_given_twice()
    {
        var events = Assemblies().SelectMany(static assembly => assembly.GetTypes())
            .SelectMany(static type => type.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly))
            .Select(static method => (Method: $"{method.DeclaringType}.{method.Name}", Event: method.GetCustomAttribute<LoggerMessageAttribute>()))
            .Where(static item => item.Event is not null)
            .ToArray();

        Assert.True(events.Length > 40, $"Only {events.Length} events were found.");
        Assert.All(events, static item => Assert.True(item.Event!.EventId > 0, item.Method));
        Assert.Empty(events.GroupBy(static item => item.Event!.EventId).Where(static group => group.Count() > 1)
            .Select(static group => $"{group.Key}: {string.Join(", ", group.Select(static item => item.Method))}"));
    }

    private static IEnumerable<Assembly> Assemblies() => Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll")
        .Where(static path => Path.GetFileNameWithoutExtension(path) is var name
            && (name.StartsWith("Durable.", StringComparison.Ordinal) || name.StartsWith("OrleansDurable.", StringComparison.Ordinal) || name is "durable" or "durable-silo")
            && !Array.Exists(s_notShipped, part => name.Contains(part, StringComparison.Ordinal)))
        .Select(Assembly.LoadFrom);
}
