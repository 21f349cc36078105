using System.Text.Json.Serialization;

namespace Durable.Model;

/// <summary>Where an operation stands. JSON uses the wire's names.</summary>
[JsonConverter(typeof(WireNameJsonConverter<OperationStatus>))]
internal enum OperationStatus
{
    /// <summary>Running, or waiting for something outside.</summary>
    Started,

    /// <summary>A retry of a step is scheduled.</summary>
    Pending,

    /// <summary>The retry's time has come.</summary>
    Ready,

    /// <summary>Ended with a result.</summary>
    Succeeded,

    /// <summary>Ended with an error.</summary>
    Failed,

    /// <summary>A wait that was cancelled.</summary>
    Cancelled,

    /// <summary>Ended because its time was up.</summary>
    TimedOut,

    /// <summary>Ended because it was stopped.</summary>
    Stopped,
}
