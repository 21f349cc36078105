using Microsoft.Extensions.Options;

namespace Durable.Core.Engine;

/// <summary>Checks <see cref="DurableEngineOptions"/>; every message names the option and says what to set it to.</summary>
internal sealed class DurableEngineOptionsValidator : IValidateOptions<DurableEngineOptions>
{
    // Times that go to a timer of the system, which reaches 49 days.
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    public ValidateOptionsResult Validate(string? name, DurableEngineOptions options)
    {
        var checks = new OptionChecks(nameof(DurableEngineOptions));
        checks.RequireRange(nameof(options.MaxBatchOperations), options.MaxBatchOperations, 1, 10_000);
        checks.RequireAtLeast(nameof(options.MaxBatchBytes), options.MaxBatchBytes, 1024);
        checks.Require(
            options.MaxWaveDelay > TimeSpan.Zero && options.MaxWaveDelay <= s_hour, nameof(options.MaxWaveDelay), options.MaxWaveDelay, "more than 0 and at most 1 hour");
        checks.RequireRange(nameof(options.HibernateAfter), options.HibernateAfter, TimeSpan.Zero, DurableLimits.MaxDelay, "0 to 366 days");
        checks.Require(
            options.MaxUnrecordedAge > TimeSpan.Zero && options.MaxUnrecordedAge <= DurableLimits.MaxDelay,
            nameof(options.MaxUnrecordedAge),
            options.MaxUnrecordedAge,
            "more than 0 and at most 366 days");
        checks.RequireAtLeast(nameof(options.LargeLogOperations), options.LargeLogOperations, 1);
        checks.RequireRange(nameof(options.MaxConcurrentLogReads), options.MaxConcurrentLogReads, 1, 1_000);
        checks.Require(
            Enum.IsDefined(options.OnDivergence),
            nameof(options.OnDivergence),
            options.OnDivergence,
            $"{nameof(DivergenceBehavior.Park)} or {nameof(DivergenceBehavior.Fail)}");
        checks.RequireAtLeast(nameof(options.MaxLostInvocations), options.MaxLostInvocations, 0);
        checks.Require(options.BlockedTurnAfter > TimeSpan.Zero, nameof(options.BlockedTurnAfter), options.BlockedTurnAfter, "more than 0");
        checks.Require(options.InitialStoreRetryDelay > TimeSpan.Zero, nameof(options.InitialStoreRetryDelay), options.InitialStoreRetryDelay, "more than 0");
        checks.Require(
            options.MaxStoreRetryDelay >= options.InitialStoreRetryDelay && options.MaxStoreRetryDelay <= s_hour,
            nameof(options.MaxStoreRetryDelay),
            options.MaxStoreRetryDelay,
            $"at least {nameof(options.InitialStoreRetryDelay)} and at most 1 hour");
        return checks.Problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(checks.Problems);
    }
}
