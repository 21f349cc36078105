namespace Durable.Core.Diagnostics;

/// <summary>What metrics are told apart by.</summary>
internal static class MetricDimensions
{
    /// <summary>A registered function; <see cref="Other"/> for any other name.</summary>
    public const string Function = TelemetryTags.FunctionName;

    /// <summary>A name out of <see cref="DurableTelemetryOptions.MetricStepNames"/>; <see cref="Other"/> for any other.</summary>
    public const string Step = "durable.step.name";

    /// <summary>A tenant, where <see cref="DurableTelemetryOptions.TenantDimension"/> is set.</summary>
    public const string Tenant = TelemetryTags.TenantId;

    public const string Origin = "origin";
    public const string Status = "status";
    public const string State = "state";
    public const string Reason = "reason";
    public const string Outcome = "outcome";
    public const string Store = "store";

    /// <summary>Stands for all values that are not on the list.</summary>
    public const string Other = "_OTHER";
}
