using Microsoft.Extensions.Options;

namespace Durable.Core.Diagnostics;

/// <summary>Checks <see cref="DurableTelemetryOptions"/>; every message names the option and says what to set it to.</summary>
internal sealed class DurableTelemetryOptionsValidator : IValidateOptions<DurableTelemetryOptions>
{
    public ValidateOptionsResult Validate(string? name, DurableTelemetryOptions options)
    {
        var checks = new OptionChecks(nameof(DurableTelemetryOptions));
        checks.Require(
            Enum.IsDefined(options.Detail), nameof(options.Detail), options.Detail, $"{nameof(TraceDetail.Invocations)} or {nameof(TraceDetail.Steps)}");
        checks.Require(options.TraceContinuity >= TimeSpan.Zero, nameof(options.TraceContinuity), options.TraceContinuity, "at least 0");
        checks.Require(
            options.MetricStepNames.Count <= DurableTelemetryOptions.MaxMetricStepNames,
            $"{nameof(options.MetricStepNames)}.Count",
            options.MetricStepNames.Count,
            Invariant($"at most {DurableTelemetryOptions.MaxMetricStepNames}: each name is a time series"));
        return checks.Problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(checks.Problems);
    }
}
