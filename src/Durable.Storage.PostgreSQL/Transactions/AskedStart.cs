using System.Collections.ObjectModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Durable.Storage.PostgreSQL.Transactions;

/// <summary>A row of the table <c>starts</c>.</summary>
/// <param name="Row">Its number.</param>
/// <param name="Function">The function.</param>
/// <param name="Name">The execution's name.</param>
/// <param name="Input">The serialized input.</param>
/// <param name="Options">The other options, as JSON.</param>
internal sealed record AskedStart(long Row, string Function, string Name, string? Input, string Options)
{
    public static string Write(StartOptions? options) =>
        JsonSerializer.Serialize(new Labels(options?.BusinessKey, options?.Tags is { Count: > 0 } tags ? new(tags) : null), LabelsContext.Default.Labels);

    /// <exception cref="JsonException">Somebody wrote something else into the column.</exception>
    public StartOptions Read()
    {
        var labels = JsonSerializer.Deserialize(Options, LabelsContext.Default.Labels);
        return new StartOptions
        {
            Name = Name,
            BusinessKey = labels?.BusinessKey,
            Tags = labels?.Tags is { } tags ? tags : ReadOnlyDictionary<string, string>.Empty,
        };
    }

    internal sealed record Labels(string? BusinessKey, Dictionary<string, string>? Tags);
}

/// <summary>How labels are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AskedStart.Labels))]
internal sealed partial class LabelsContext : JsonSerializerContext;
