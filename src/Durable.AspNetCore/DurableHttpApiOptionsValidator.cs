namespace Durable.AspNetCore;

/// <summary>Refuses options that could not work.</summary>
internal sealed class DurableHttpApiOptionsValidator : IValidateOptions<DurableHttpApiOptions>
{
    public ValidateOptionsResult Validate(string? name, DurableHttpApiOptions options)
    {
        var checks = new OptionChecks(nameof(DurableHttpApiOptions));
        checks.RequireRange(nameof(options.MaxRequestBytes), options.MaxRequestBytes, 1, DurableLimits.MaxExecutionPayloadBytes);
        checks.RequireRange(nameof(options.MaxConcurrentReads), options.MaxConcurrentReads, 1, 10_000);
        checks.RequireRange(nameof(options.MaxConcurrentReadsPerCaller), options.MaxConcurrentReadsPerCaller, 1, 10_000);
        checks.RequireRange(nameof(options.AnswerTimeout), options.AnswerTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), "1 s to 1 h");
        return checks.Problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(checks.Problems);
    }
}
