namespace Durable.Testing.Conformance;

/// <summary>Base of the suites that compare exact histories.</summary>
public abstract class ConformanceSuite<TFixture> : HostContract<TFixture>
    where TFixture : HostFixture, new()
{
    /// <summary>A step is not retried.</summary>
    protected static StepConfig Once { get; } = new() { RetryStrategy = RetryStrategy.None };

    /// <summary>A step is retried after so many seconds, at most so often.</summary>
    protected static StepConfig Retry(int attempts, double seconds) => new()
    {
        RetryStrategy = RetryStrategy.FromDelegate((_, attempt) =>
            attempt < attempts ? RetryDecision.RetryAfter(TimeSpan.FromSeconds(seconds)) : RetryDecision.DoNotRetry()),
    };

    /// <summary>Runs a function to its end.</summary>
    /// <param name="function">The function.</param>
    /// <param name="outside">
    /// What happens outside, one thing each time the execution has come to rest. When that is used up, time passes to whatever is due next.
    /// </param>
    protected async Task<ConformanceRun> RecordAsync<TOutput>(Func<IDurableContext, Task<TOutput>> function, params Func<ConformanceRun, Task>[] outside)
    {
        await ServeAsync(function);
        return await RecordServedAsync(outside);
    }

    /// <inheritdoc cref="RecordAsync{TOutput}"/>
    protected async Task<ConformanceRun> RecordAsync(Func<IDurableContext, Task> function, params Func<ConformanceRun, Task>[] outside)
    {
        await ServeAsync(function);
        return await RecordServedAsync(outside);
    }

    /// <summary>Runs the function that the host serves to its end.</summary>
    protected async Task<ConformanceRun> RecordServedAsync(params Func<ConformanceRun, Task>[] outside)
    {
        var run = new ConformanceRun(Host, (await StartAsync()).Id);
        await FinishAsync(run, outside);
        return run;
    }

    /// <summary>Lets an execution go on to its end.</summary>
    protected static Task FinishAsync(ConformanceRun run, params Func<ConformanceRun, Task>[] outside) => PlayAsync(run, outside, static _ => false);

    /// <summary>
    /// Runs code, kills the host while the function waits behind it, and lets the next one replay it. What the code came to must be the same
    /// both times.
    /// </summary>
    /// <param name="code">The code.</param>
    /// <param name="outside">What happens outside while the code runs; see <see cref="RecordAsync{TOutput}"/>.</param>
    /// <param name="begin">What happens outside before the execution comes to rest for the first time.</param>
    /// <returns>What it came to, as <see cref="DescribeAsync"/> has it, and the run.</returns>
    protected async Task<(string Outcome, ConformanceRun Run)> RecordTwiceAsync<T>(
        Func<IDurableContext, Task<T>> code, Func<ConformanceRun, Task>[]? outside = null, Func<ConformanceRun, Task>? begin = null)
    {
        List<string> outcomes = [];
        await ServeAsync(async context =>
        {
            var outcome = await DescribeAsync(() => code(context));

            // A host that is killed may still cancel what it ran.
            context.CancellationToken.ThrowIfCancellationRequested();
            outcomes.Add(outcome);
            await context.WaitAsync(TimeSpan.FromSeconds(30), "pause");
            return Math.Min(outcomes.Count, 2);
        });
        var run = new ConformanceRun(Host, (await StartAsync()).Id);
        if (begin is not null)
        {
            await begin(run);
        }

        await PlayAsync(run, outside ?? [], static history => history.Named("pause").Count > 0);
        await run.RestartAsync();
        await FinishAsync(run);

        // A host that is in trouble may replay it more often.
        Assert.InRange(outcomes.Count, 2, int.MaxValue);
        Assert.Single(outcomes.Distinct());
        return (outcomes[0], run);
    }

    /// <summary>What code comes to: its result, or everything there is to see of its exception.</summary>
    protected static async Task<string> DescribeAsync<T>(Func<Task<T>> code)
    {
        ArgumentNullException.ThrowIfNull(code);
        try
        {
            return $"{await code()}";
        }
        catch (DurableOperationException exception)
        {
            var more = exception switch
            {
                ChildContextException child => $", {child.SubType}",
                WaitForConditionException condition => $", {condition.LastState} after {condition.AttemptsExhausted}",
                _ => "",
            };
            Assert.Null(exception.InnerException);
            Assert.Equal(exception.Error.ErrorMessage ?? exception.Error.ErrorType ?? "The operation failed without a message.", exception.Message);
            return $"{exception.GetType().Name} [{HistoryText.Of(exception.Error)}]{more}";
        }
        catch (Exception exception) when (exception is not Xunit.Sdk.XunitException)
        {
            return $"{exception.GetType().Name}: {exception.Message}";
        }
    }

    /// <summary>Throws, with a stack trace.</summary>
    protected static Task<T> FailAsync<T>(string message) => throw new TimeoutException(message);

    private static async Task PlayAsync(ConformanceRun run, Func<ConformanceRun, Task>[] outside, Func<History, bool> until)
    {
        var script = new Queue<Func<ConformanceRun, Task>>(outside);
        await run.WhenAtRestAsync();
        while (!run.HasEnded && !until(run.History))
        {
            if (script.TryDequeue(out var act))
            {
                await act(run);
            }
            else
            {
                run.PassToNextDue();
            }

            await run.WhenAtRestAsync();
        }

        Assert.Empty(script);
    }
}
