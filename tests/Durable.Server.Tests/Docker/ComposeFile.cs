namespace Durable.Server.Tests.Docker;

/// <summary>A file of docker/, as far as these tests have to understand it: block mappings, flow lists, comments, merged anchors.</summary>
internal sealed class ComposeFile
{
    private readonly Dictionary<string, List<string>> _services = [];

    private ComposeFile(IEnumerable<string> lines)
    {
        var (anchors, section, block) = (new Dictionary<string, List<string>>(), "", new List<string>());
        foreach (var line in Join(lines.Where(static line => line.Trim() is { Length: > 0 } text && text[0] != '#')))
        {
            var indent = line.Length - line.TrimStart().Length;
            var (key, rest) = Split(line);
            if (indent == 0)
            {
                (section, block) = (key, []);
                if (rest.StartsWith('&'))
                {
                    anchors[rest[1..]] = block;
                }
            }
            else if (section == "services" && indent == 2)
            {
                _services[key] = block = [];
            }
            else if (key == "<<")
            {
                block.AddRange(anchors[rest[1..]]);
            }
            else
            {
                // Seen from the service, wherever it was written.
                block.Add(section == "services" ? line[4..] : line[2..]);
            }
        }
    }

    public static ComposeFile Read(string name) => new(File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Docker", name)));

    public IReadOnlyCollection<string> Services => _services.Keys;

    /// <summary>A member of a service that is a list.</summary>
    public string[] List(string service, string member) =>
        [.. Text(service, member)!.Trim('[', ']').Split(',').Select(static item => item.Trim().Trim('"'))];

    /// <summary>A member of a service that is a text; null when it is not there.</summary>
    public string? Text(string service, string member) =>
        _services[service].Where(static line => line[0] != ' ').Select(Split).Where(line => line.Key == member).Select(static line => line.Value).LastOrDefault();

    /// <summary>Members of a member of a service.</summary>
    public IReadOnlyDictionary<string, string> Members(string service, string member) => _services[service]
        .SkipWhile(line => Split(line).Key != member)
        .Skip(1)
        .TakeWhile(static line => line[0] == ' ')
        .Where(static line => line.StartsWith("  ", StringComparison.Ordinal) && line[2] != ' ')
        .Select(Split)
        .ToDictionary(static line => line.Key, static line => line.Value);

    // A flow list may be written over several lines.
    private static IEnumerable<string> Join(IEnumerable<string> lines)
    {
        var open = "";
        foreach (var line in lines)
        {
            open = open.Length == 0 ? line : $"{open} {line.Trim()}";
            if (open.Count(static c => c == '[') <= open.Count(static c => c == ']'))
            {
                yield return open;
                open = "";
            }
        }
    }

    private static (string Key, string Value) Split(string line)
    {
        var at = line.IndexOf(':', StringComparison.Ordinal);
        return (line[..at].Trim(), line[(at + 1)..].Trim());
    }
}
