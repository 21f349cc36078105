using Durable.Model;

namespace Durable.Testing;

/// <summary>An exception that throws when it is asked for its text is an error like any other.</summary>
public abstract class HostileExceptionContract<TFixture> : HostContract<TFixture>
    where TFixture : HostFixture, new()
{
    private static readonly string s_type = typeof(HostileException).FullName!;

    [Fact]
    public async Task A_function_that_throws_it_ends_failed()
    {
        var ended = await RunToEndAsync<int>(static _ => throw new HostileException());

        Assert.Equal((ExecutionStatus.Failed, s_type), (ended.Status, ended.Error!.ErrorType));
        Assert.Contains("whose message cannot be read", ended.Error.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_step_that_throws_it_is_retried()
    {
        var runs = 0;

        var result = await RunAsync(context => context.StepAsync(
            (_, _) => ++runs < 3 ? throw new HostileException() : Task.FromResult(runs),
            config: new StepConfig { RetryStrategy = RetryStrategy.FromDelegate(static (_, _) => RetryDecision.RetryAfter(TimeSpan.FromSeconds(1))) }));

        Assert.Equal(3, result);
    }

    [Fact]
    public async Task A_retry_that_looks_at_its_message_finds_that_there_is_none()
    {
        var filtered = RetryStrategy.Exponential(retryableMessagePatterns: ["whose message cannot be read"]);

        var ended = await RunToEndAsync(context => context.StepAsync<int>(static (_, _) => throw new HostileException(), config: new StepConfig { RetryStrategy = filtered }));

        Assert.Equal((ExecutionStatus.Failed, s_type), (ended.Status, ended.Error!.ErrorType));
    }

    [Fact]
    public async Task A_step_that_throws_it_keeps_its_error()
    {
        var history = await RunForHistoryAsync(async context =>
        {
            var error = await Assert.ThrowsAsync<StepException>(() => context.StepAsync<int>(
                static (_, _) => throw new HostileException(), config: new StepConfig { RetryStrategy = RetryStrategy.None }));
            return error.ErrorType;
        });

        Assert.Equal(s_type, Assert.Single(history.Of(HistoryEventType.StepFailed)).Details.Error!.Payload!.ErrorType);
    }

    [Fact]
    public async Task A_branch_that_throws_it_is_one_failed_branch()
    {
        var counts = await RunAsync(static async context =>
        {
            var result = await context.MapAsync(
                [1, 2, 3],
                static (_, item, _, _, _) => item == 2 ? throw new HostileException() : Task.FromResult(item),
                config: new MapConfig<int> { CompletionConfig = CompletionConfig.AllCompleted() });
            return (int[])[result.SuccessCount, result.FailureCount];
        });

        Assert.Equal([2, 1], counts);
    }
}
