using System.Text.Json.Serialization;

namespace Durable.Model;

/// <summary>Types of operations. JSON uses the wire's names, for example <c>CHAINED_INVOKE</c>.</summary>
[JsonConverter(typeof(WireNameJsonConverter<OperationType>))]
internal enum OperationType
{
    /// <summary>The execution itself.</summary>
    Execution,

    /// <summary>A child context, batch, branch or item.</summary>
    Context,

    /// <summary>User code that runs once per attempt.</summary>
    Step,

    /// <summary>A wait.</summary>
    Wait,

    /// <summary>Waits for somebody outside to complete it.</summary>
    Callback,

    /// <summary>Runs another function as an execution of its own and waits for its end.</summary>
    ChainedInvoke,
}
