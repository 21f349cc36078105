using System.Text.Json;
using System.Text.Json.Serialization;

namespace Durable.Model;

/// <summary>Writes and reads events in the wire's shape, with the details in a member named after the event type.</summary>
public sealed class HistoryEventJsonConverter : JsonConverter<HistoryEvent>
{
    private static readonly EpochSecondsJsonConverter s_timestamps = new();
    private static readonly HistoryJsonContext s_epochSeconds = new(new JsonSerializerOptions { Converters = { s_timestamps } });

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, HistoryEvent value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("EventType"u8, value.EventType.ToString());
        writer.WriteNumber("EventId"u8, value.EventId);
        writer.WritePropertyName("EventTimestamp"u8);
        s_timestamps.Write(writer, value.EventTimestamp, options);
        WriteOptional(writer, "Id", value.Id);
        WriteOptional(writer, "Name", value.Name);
        WriteOptional(writer, "SubType", value.SubType);
        WriteOptional(writer, "ParentId", value.ParentId);
        writer.WritePropertyName($"{value.EventType}Details");
        JsonSerializer.Serialize(writer, value.Details, HistoryJsonContext.Default.HistoryEventDetails);
        writer.WriteEndObject();
    }

    /// <inheritdoc/>
    public override HistoryEvent Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        var json = document.RootElement;
        var type = Enum.Parse<HistoryEventType>(json.GetProperty("EventType").GetString()!);
        return new HistoryEvent
        {
            EventType = type,
            EventId = json.GetProperty("EventId").GetInt64(),
            EventTimestamp = json.TryGetProperty("EventTimestamp", out var at) ? at.Deserialize(s_epochSeconds.DateTimeOffset) : default,
            Id = ReadOptional(json, "Id"),
            Name = ReadOptional(json, "Name"),
            SubType = ReadOptional(json, "SubType"),
            ParentId = ReadOptional(json, "ParentId"),
            Details = json.TryGetProperty($"{type}Details", out var details)
                ? details.Deserialize(HistoryJsonContext.Default.HistoryEventDetails) ?? new HistoryEventDetails()
                : new HistoryEventDetails(),
        };
    }

    private static void WriteOptional(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }

    private static string? ReadOptional(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) ? value.GetString() : null;
}
