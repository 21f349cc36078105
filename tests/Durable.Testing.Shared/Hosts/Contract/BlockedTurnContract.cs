namespace Durable.Testing;

/// <summary>A function that blocks its turn is noticed, and holds nobody up but itself.</summary>
public abstract class BlockedTurnContract<TFixture> : HostContract<TFixture>
    where TFixture : HostFixture, new()
{
    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _blocked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    protected BlockedTurnContract() => Host.Engine = static options => options.BlockedTurnAfter = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task It_is_logged_once_and_goes_on_when_it_may()
    {
        var execution = await BlockAsync();

        await WhenNoticedAsync(execution);
        Advance();
        Advance();
        Assert.Single(Lines(execution));

        _release.SetResult();
        Assert.Equal(1, await Clock.DriveAsync(execution.WithResult<int>().WaitForResultAsync()));
    }

    [Fact]
    public async Task A_caller_who_stops_it_may_give_up()
    {
        var execution = await BlockAsync();
        using var patience = new CancellationTokenSource();

        var stopping = execution.StopAsync(cancellationToken: patience.Token);
        await WhenNoticedAsync(execution);
        Assert.False(stopping.IsCompleted);
        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stopping.OrFail());
        _release.SetResult();
    }

    [Fact]
    public async Task A_shutdown_does_not_wait_for_it()
    {
        var execution = await BlockAsync();
        await WhenNoticedAsync(execution);

        // The clock stands still: a drain that waits would wait for ever.
        await Host.StopAsync().OrFail();

        _release.SetResult();
    }

    [Fact]
    public async Task The_others_go_on()
    {
        await BlockAsync();

        var other = await StartAsync("other");

        Assert.Equal(1, await other.WithResult<int>().WaitForResultAsync().OrFail());
        _release.SetResult();
    }

    private async Task<ExecutionHandle> BlockAsync()
    {
        await ServeAsync(async context =>
        {
            var result = await context.StepAsync(static (_, _) => Task.FromResult(1));
            if (context.ExecutionContext.ExecutionId.Name != "other")
            {
                _blocked.TrySetResult();
                _release.Task.Wait();
            }

            return result;
        });
        var execution = await StartAsync();
        await _blocked.Task.OrFail();
        return execution;
    }

    private Task WhenNoticedAsync(ExecutionHandle execution) => Patience.UntilAsync(
        () =>
        {
            Advance();
            return Task.FromResult(Lines(execution).Length > 0);
        },
        "the warning");

    private void Advance() => Clock.Advance(TimeSpan.FromSeconds(5));

    private string[] Lines(ExecutionHandle execution) =>
        [.. Host.Log.Lines.Select(static line => line.Message).Where(line => line.Contains("A turn of execution", StringComparison.Ordinal) && line.Contains(execution.Id.ToString(), StringComparison.Ordinal))];
}
