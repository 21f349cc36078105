using System.Text.Json;
using Durable.CommandLine.Api;

namespace Durable.CommandLine.Output;

/// <summary>The tags of an execution in one line.</summary>
internal static class TagText
{
    /// <summary>As they are given on the command line; null when there are none.</summary>
    public static string? Of(JsonElement execution) => execution.Member("Tags")?.Read<Dictionary<string, string>>() is { Count: > 0 } tags
        ? string.Join(", ", tags.OrderBy(static tag => tag.Key, StringComparer.Ordinal).Select(static tag => $"{tag.Key}={tag.Value}"))
        : null;
}
