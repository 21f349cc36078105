using System.Text.Json.Serialization;

namespace Durable.Storage;

[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class TagSetJsonContext : JsonSerializerContext;
