using System.Text.Json.Serialization;

namespace Durable.Model;

/// <summary>How errors are stored: JSON with the wire's names.</summary>
[JsonSerializable(typeof(ErrorObject))]
internal sealed partial class ErrorObjectJsonContext : JsonSerializerContext;
