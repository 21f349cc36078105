using Microsoft.Extensions.Logging;

namespace Durable.Testing;

/// <summary>What people read in the host's log about failures and ends.</summary>
public abstract class EventLogContract<TFixture> : HostContract<TFixture>
    where TFixture : HostFixture, new()
{
    private static readonly StepConfig s_twice = new() { RetryStrategy = RetryStrategy.Exponential(2, TimeSpan.FromSeconds(10), jitter: JitterStrategy.None) };

    private List<LogLine> Lines => [.. Host.Log.Lines.Where(static line => line.Category == "OrleansDurable.Engine" && line.Level >= LogLevel.Information)];

    [Fact]
    public async Task Failed_attempts_and_the_end_are_logged_once_each()
    {
        var ended = await RunToEndAsync(static context => context.StepAsync<int>(
            static (_, _) => throw new InvalidDataException("bad order", new TimeoutException("slow")), "charge", s_twice));

        var retriedAt = (await Client.ReadHistoryAsync(ended.Id)).Of(Model.HistoryEventType.StepFailed)[0].EventTimestamp.AddSeconds(10);
        Assert.Collection(
            Lines,
            line => AssertLine(
                line,
                LogLevel.Warning,
                $"Attempt 1 of step charge (operation 1) of execution {ended.Id} failed; attempt 2 begins at {retriedAt:u}. System.IO.InvalidDataException: bad order ---> System.TimeoutException: slow"),
            line => AssertLine(
                line,
                LogLevel.Warning,
                $"Step charge (operation 1) of execution {ended.Id} has failed with attempt 2, and no other follows. System.IO.InvalidDataException: bad order ---> System.TimeoutException: slow"),
            line => AssertLine(
                line,
                LogLevel.Error,
                $"Execution {ended.Id} ended FAILED after {Took(ended)}. System.IO.InvalidDataException: bad order ---> System.TimeoutException: slow --- failed in step 'charge' (operation 1)"));
    }

    [Fact]
    public async Task A_replay_logs_nothing_again()
    {
        await RunAndReplayAsync(static async context => (await context.MapAsync(
            [1],
            static (branch, _, _, _, _) => branch.StepAsync<int>(static (_, _) => throw new TimeoutException("slow"), config: s_twice))).FailureCount);

        Assert.Equal(2, Lines.Count(static line => line.Level == LogLevel.Warning && line.Message.Contains("TimeoutException: slow", StringComparison.Ordinal)));
        Assert.Equal(LogLevel.Information, Assert.Single(Lines, static line => line.Message.Contains(" ended ", StringComparison.Ordinal)).Level);
    }

    [Fact]
    public async Task Success_is_logged()
    {
        var ended = await RunToEndAsync(static context => context.StepAsync(static (_, _) => Task.FromResult(1)));

        AssertLine(Assert.Single(Lines), LogLevel.Information, $"Execution {ended.Id} ended SUCCEEDED after {Took(ended)}.");
    }

    [Fact]
    public async Task A_stop_is_logged_with_its_reason()
    {
        await ServeAsync(static context => context.WaitAsync(TimeSpan.FromHours(1)));
        var execution = await StartAsync();
        await WhenWaitingAsync(execution);

        await execution.StopAsync(new Model.ErrorObject { ErrorType = "Operator", ErrorMessage = "wrong order" }).OrFail();

        AssertLine(Assert.Single(Lines), LogLevel.Warning, $"Execution {execution.Id} ended STOPPED after {Took(await execution.WaitForCompletionAsync().OrFail())}. Operator: wrong order");
    }

    [Fact]
    public async Task A_timeout_is_logged()
    {
        await ServeAsync(static context => context.WaitAsync(TimeSpan.FromHours(1)), static options => options.ExecutionTimeout = TimeSpan.FromSeconds(20));
        var execution = await StartAsync();

        var ended = await Clock.DriveAsync(execution.WaitForCompletionAsync());

        AssertLine(
            Assert.Single(Lines), LogLevel.Error, $"Execution {execution.Id} ended TIMED_OUT after {Took(ended)}. Execution timed out after 20 seconds.");
    }

    private static TimeSpan Took(ExecutionDescription ended) => ended.EndedAt!.Value - ended.StartedAt;

    private static void AssertLine(LogLine line, LogLevel level, string message) => Assert.Equal((level, message), (line.Level, line.Message));
}
