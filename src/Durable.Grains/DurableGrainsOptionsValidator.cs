using Microsoft.Extensions.Options;

namespace Durable.Grains;

/// <summary>Checks <see cref="DurableGrainsOptions"/>; every message names the option and says what to set it to.</summary>
internal sealed class DurableGrainsOptionsValidator : IValidateOptions<DurableGrainsOptions>
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    public ValidateOptionsResult Validate(string? name, DurableGrainsOptions options)
    {
        var checks = new OptionChecks(nameof(DurableGrainsOptions));
        checks.RequireAtLeast(nameof(options.MaxRunningExecutions), options.MaxRunningExecutions, 1);
        checks.RequireRange(nameof(options.LeaseDuration), options.LeaseDuration, s_second, s_hour, "1 s to 1 hour");
        checks.RequireRange(nameof(options.WakeUpSweepInterval), options.WakeUpSweepInterval, s_second, s_hour, "1 s to 1 hour");
        checks.RequireRange(nameof(options.DrainTimeout), options.DrainTimeout, TimeSpan.Zero, s_hour, "0 to 1 hour");
        checks.RequireRange(nameof(options.RetentionSweepInterval), options.RetentionSweepInterval, s_second, TimeSpan.FromDays(1), "1 s to 1 day");
        return checks.Problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(checks.Problems);
    }
}
