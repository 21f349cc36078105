using System.Text.Json.Serialization;
using Durable.Model;

namespace Durable.Core.Log;

[JsonSerializable(typeof(ErrorObject))]
internal sealed partial class LogJsonContext : JsonSerializerContext;
