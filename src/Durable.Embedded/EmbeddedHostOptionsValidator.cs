using Durable.Storage;
using Microsoft.Extensions.Options;

namespace Durable.Embedded;

/// <summary>Checks <see cref="EmbeddedHostOptions"/>; every message names the option and says what to set it to.</summary>
internal sealed class EmbeddedHostOptionsValidator : IValidateOptions<EmbeddedHostOptions>
{
    // A timer of the system reaches 49 days; nothing here is for so long.
    private static readonly TimeSpan s_day = TimeSpan.FromDays(1);

    public ValidateOptionsResult Validate(string? name, EmbeddedHostOptions options)
    {
        var checks = new OptionChecks(nameof(EmbeddedHostOptions));
        checks.Require(
            options.ServiceId is null || StoreOwner.IsValidServiceId(options.ServiceId),
            nameof(options.ServiceId),
            options.ServiceId,
            Invariant($"1 to {StoreOwner.MaxServiceIdLength} printable characters"));
        checks.RequireAtLeast(nameof(options.MaxRunningExecutions), options.MaxRunningExecutions, 1);
        checks.RequireRange(nameof(options.StartTimeout), options.StartTimeout, TimeSpan.Zero, s_day, "0 to 1 day");
        checks.RequireAtLeast(nameof(options.MaxWaitingStarts), options.MaxWaitingStarts, 0);
        checks.RequireRange(nameof(options.DrainTimeout), options.DrainTimeout, TimeSpan.Zero, s_day, "0 to 1 day");
        checks.RequireRange(nameof(options.RetentionSweepInterval), options.RetentionSweepInterval, TimeSpan.FromSeconds(1), s_day, "1 s to 1 day");
        return checks.Problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(checks.Problems);
    }
}
