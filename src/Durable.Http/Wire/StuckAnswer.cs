using System.Text.Json.Serialization;
using Durable.Model;

namespace Durable.Http.Wire;

/// <summary>Why an execution does not go on as it should. Not on the original wire.</summary>
internal sealed record StuckAnswer
{
    /// <summary>PARKED, OVERDUE, LONG_STEP, FAILING, OPEN_CALLBACK or UNSETTLED.</summary>
    public required string Reason { get; init; }

    [JsonConverter(typeof(EpochSecondsJsonConverter))]
    public required DateTimeOffset SinceTimestamp { get; init; }

    public required string Explanation { get; init; }

    public required string Action { get; init; }

    public static StuckAnswer Of(StuckFinding stuck) => new()
    {
        Reason = WireNames.Of(stuck.Reason),
        SinceTimestamp = stuck.Since,
        Explanation = stuck.Explanation,
        Action = stuck.Action,
    };

    /// <summary>Reads the answer; null for a reason that a later release knows.</summary>
    public StuckFinding? ToFinding() => !WireNames.TryParse<StuckReason>(Reason, out var reason) ? null : new StuckFinding
    {
        Reason = reason,
        Since = SinceTimestamp,
        Explanation = Explanation,
        Action = Action,
    };
}
