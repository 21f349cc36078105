using System.Text.Json.Serialization;
using Durable.Model;

namespace Durable.Wire;

/// <summary>When an execution ended, as StopDurableExecution answers.</summary>
internal sealed record StopAnswer([property: JsonConverter(typeof(EpochSecondsJsonConverter))] DateTimeOffset StopTimestamp);
