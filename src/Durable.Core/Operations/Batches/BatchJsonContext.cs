using System.Text.Json.Serialization;

namespace Durable.Core.Operations.Batches;

[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
[JsonSerializable(typeof(BatchPayload))]
internal sealed partial class BatchJsonContext : JsonSerializerContext;
