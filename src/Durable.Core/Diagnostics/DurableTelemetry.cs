namespace Durable;

/// <summary>Names under which executions tell about themselves, for those who listen without <c>OrleansDurable.OpenTelemetry</c>.</summary>
public static class DurableTelemetry
{
    /// <summary>Name of the source of activities.</summary>
    public const string ActivitySourceName = "OrleansDurable";

    /// <summary>Name of the engine's meter. A store that has one of its own appends to it, as <c>OrleansDurable.Storage.DynamoDB</c> does.</summary>
    public const string MeterName = "OrleansDurable";
}
