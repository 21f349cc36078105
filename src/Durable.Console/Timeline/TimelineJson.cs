using System.Text.Json.Serialization;

namespace Durable.WebConsole.Timeline;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TimelineAnswer))]
internal sealed partial class TimelineJson : JsonSerializerContext;
