using System.Text.Json.Serialization;

namespace Durable.Http.Wire;

/// <summary>What a client reads, for an app that is compiled ahead of time too.</summary>
[JsonSerializable(typeof(CallbackAnswer))]
[JsonSerializable(typeof(ExecutionAnswer))]
[JsonSerializable(typeof(HistoryAnswer))]
[JsonSerializable(typeof(ListAnswer))]
[JsonSerializable(typeof(ResumeAnswer))]
[JsonSerializable(typeof(StartedAnswer))]
[JsonSerializable(typeof(StopAnswer))]
[JsonSerializable(typeof(UsageAnswer))]
internal sealed partial class WireJsonContext : JsonSerializerContext;
