namespace Durable.AspNetCore;

/// <summary>Refuses options that could not work.</summary>
internal sealed class DurableHttpApiOptionsValidator : IValidateOptions<DurableHttpApiOptions>
{
    public ValidateOptionsResult Validate(string? name, DurableHttpApiOptions options)
    {
        var checks = new OptionChecks(nameof(DurableHttpApiOptions));
        checks.RequireRange(nameof(options.MaxRequestBytes), options.MaxRequestBytes, 1, DurableLimits.MaxExecutionPayloadBytes);
        return checks.Problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(checks.Problems);
    }
}
