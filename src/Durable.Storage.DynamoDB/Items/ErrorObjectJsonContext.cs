using System.Text.Json.Serialization;
using Durable.Model;

namespace Durable.Storage.Items;

/// <summary>How errors are stored: JSON with the wire's names.</summary>
[JsonSerializable(typeof(ErrorObject))]
internal sealed partial class ErrorObjectJsonContext : JsonSerializerContext;
