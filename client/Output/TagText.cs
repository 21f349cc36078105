namespace Durable.CommandLine.Output;

/// <summary>The tags of an execution in one line.</summary>
internal static class TagText
{
    /// <summary>As they are given on the command line; null when there are none.</summary>
    public static string? Of(IReadOnlyDictionary<string, string> tags) => tags.Count > 0
        ? string.Join(", ", tags.OrderBy(static tag => tag.Key, StringComparer.Ordinal).Select(static tag => $"{tag.Key}={tag.Value}"))
        : null;
}
