namespace Durable.WebConsole.Endpoints;

/// <summary>Tags as somebody writes them: <c>key=value</c>, one a line, or several members of a query.</summary>
internal static class TagText
{
    public static Dictionary<string, string> Read(IEnumerable<string?> texts)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in texts.SelectMany(static text => (text ?? "").Split(['\n', ','], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)))
        {
            var at = line.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0)
            {
                throw new ConsoleRefusal(StatusCodes.Status400BadRequest, $"The tag '{Text.Shown.Line(line, 80)}' has no value: write it as key=value.");
            }

            tags[line[..at].Trim()] = line[(at + 1)..].Trim();
        }

        return tags;
    }
}
