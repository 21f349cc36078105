using System.Text.Json;
using System.Text.Json.Serialization;

namespace Durable.SourceGeneration.Tests;

public sealed record Trip(string City, int Nights);

public sealed record Booking(string Hotel, IReadOnlyList<string> Rooms, string Approval);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Trip))]
[JsonSerializable(typeof(Booking))]
internal sealed partial class TripJsonContext : JsonSerializerContext;
