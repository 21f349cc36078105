using System.Text.Json.Serialization;

namespace Durable.Model;

/// <summary>What an update does to its operation. JSON uses the wire's names.</summary>
[JsonConverter(typeof(WireNameJsonConverter<OperationAction>))]
internal enum OperationAction
{
    /// <summary>Begins it, or its next attempt.</summary>
    Start,

    /// <summary>Ends it with a result.</summary>
    Succeed,

    /// <summary>Ends it with an error.</summary>
    Fail,

    /// <summary>Ends an attempt of a step and schedules the next.</summary>
    Retry,

    /// <summary>Cancels a wait.</summary>
    Cancel,

    /// <summary>Notes that the attempt of a step that was under way was lost with its process, and is about to run again. Not on the wire.</summary>
    Lose,

    /// <summary>
    /// Notes that the token of a caller ended a call that waited for a wait, callback or invoke, which itself is not ended by that. Not on
    /// the wire.
    /// </summary>
    GiveUp,
}
