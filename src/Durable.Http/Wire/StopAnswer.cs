using System.Text.Json.Serialization;
using Durable.Model;

namespace Durable.Http.Wire;

/// <summary>When an execution ended, as StopDurableExecution answers.</summary>
/// <param name="StopTimestamp">The time.</param>
internal sealed record StopAnswer([property: JsonConverter(typeof(EpochSecondsJsonConverter))] DateTimeOffset? StopTimestamp);
