using System.Text.Json.Serialization;
using Durable.Model;

namespace Durable;

/// <summary>Where an execution stands. JSON uses the wire's names, for example <c>TIMED_OUT</c>.</summary>
[JsonConverter(typeof(WireNameJsonConverter<ExecutionStatus>))]
public enum ExecutionStatus
{
    /// <summary>Under way, suspended ones included.</summary>
    Running,

    /// <summary>The function returned.</summary>
    Succeeded,

    /// <summary>The function threw, or could not be replayed.</summary>
    Failed,

    /// <summary>The execution timeout passed.</summary>
    TimedOut,

    /// <summary>A client stopped it.</summary>
    Stopped,
}
