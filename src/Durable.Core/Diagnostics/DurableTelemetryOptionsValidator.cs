using Durable.Diagnostics;
using Microsoft.Extensions.Options;

namespace Durable.Core.Diagnostics;

/// <summary>Checks <see cref="DurableTelemetryOptions"/>; every message names the option and says what to set it to.</summary>
internal sealed class DurableTelemetryOptionsValidator : IValidateOptions<DurableTelemetryOptions>
{
    private static readonly TimeSpan s_minStuckCountInterval = TimeSpan.FromSeconds(10);

    public ValidateOptionsResult Validate(string? name, DurableTelemetryOptions options)
    {
        var checks = new OptionChecks(nameof(DurableTelemetryOptions));
        checks.Require(
            Enum.IsDefined(options.Detail),
            nameof(options.Detail),
            options.Detail,
            $"{nameof(TraceDetail.Invocations)}, {nameof(TraceDetail.Steps)} or {nameof(TraceDetail.Contexts)}");
        checks.Require(options.TraceContinuity >= TimeSpan.Zero, nameof(options.TraceContinuity), options.TraceContinuity, "at least 0");
        checks.Require(
            options.MetricStepNames.Count <= DurableTelemetryOptions.MaxMetricStepNames,
            $"{nameof(options.MetricStepNames)}.Count",
            options.MetricStepNames.Count,
            Invariant($"at most {DurableTelemetryOptions.MaxMetricStepNames}: each name is a time series"));
        checks.Require(
            options.StuckCountInterval is null || options.StuckCountInterval >= s_minStuckCountInterval,
            nameof(options.StuckCountInterval),
            options.StuckCountInterval,
            Invariant($"null for never, or at least {s_minStuckCountInterval.TotalSeconds} seconds: it reads the heads of all running executions"));
        checks.Require(
            options.StoredBaggageKeys.All(TraceBaggage.IsKey),
            nameof(options.StoredBaggageKeys),
            string.Join(", ", options.StoredBaggageKeys),
            "keys of letters, digits and the marks that a header's token may have, without a blank or a comma");
        return checks.Problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(checks.Problems);
    }
}
