using System.Text.Json.Serialization;

namespace Durable.Model;

/// <summary>Parts of history events, for an app without reflection-based JSON too.</summary>
[JsonSerializable(typeof(HistoryEventDetails))]
[JsonSerializable(typeof(DateTimeOffset))]
internal sealed partial class HistoryJsonContext : JsonSerializerContext;
