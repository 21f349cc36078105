using Microsoft.Extensions.Options;

namespace Durable.Grains;

/// <summary>Checks <see cref="DurableClientOptions"/>; every message names the option and says what to set it to.</summary>
internal sealed class DurableClientOptionsValidator : IValidateOptions<DurableClientOptions>
{
    public ValidateOptionsResult Validate(string? name, DurableClientOptions options)
    {
        var checks = new OptionChecks(nameof(DurableClientOptions));
        checks.RequireAtLeast(nameof(options.MaxPendingStarts), options.MaxPendingStarts, 1);
        return checks.Problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(checks.Problems);
    }
}
