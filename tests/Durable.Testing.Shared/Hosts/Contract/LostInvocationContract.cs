using Durable.Model;

namespace Durable.Testing;

/// <summary>A function whose code kills its process is parked instead of killing one after the other.</summary>
public abstract class LostInvocationContract<TFixture> : HostContract<TFixture>
    where TFixture : HostFixture, new()
{
    private const int Limit = 4;

    private bool _isMended;
    private int _bodies;
    private TaskCompletionSource _entered = New();

    protected LostInvocationContract() => Host.Engine = static options => options.MaxLostInvocations = Limit;

    [Fact]
    public async Task It_is_parked_at_the_limit_and_goes_on_when_it_is_mended_and_resumed()
    {
        var execution = await LoseUntilParkedAsync();

        var parked = await Client.DescribeAsync(execution.Id);
        Assert.Equal((ExecutionStatus.Running, typeof(InvocationsLostException).FullName), (parked.Status, parked.Error!.ErrorType));
        Assert.Contains($"has died {Limit} times in a row", parked.Error.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains("MaxLostInvocations", parked.Error.ErrorMessage, StringComparison.Ordinal);
        Assert.InRange(_bodies, 1, 2);

        _isMended = true;
        await Client.ResumeAsync(execution.Id).OrFail();

        Assert.Equal(1, await Clock.DriveAsync(Client.WaitForResultAsync<int>(execution.Id)));
        Assert.DoesNotContain((await Client.ReadHistoryAsync(execution.Id)).Events, static e => e.EventType == HistoryEventType.StepFailed);
    }

    [Fact]
    public async Task Resumed_by_hand_it_is_counted_anew()
    {
        var execution = await LoseUntilParkedAsync();
        _entered = New();
        await Client.ResumeAsync(execution.Id).OrFail();
        await Clock.DriveAsync(_entered.Task);

        for (var loss = 1; loss < Limit; loss++)
        {
            _entered = New();
            await Host.RestartAsync();
            await Clock.DriveAsync(_entered.Task);
        }

        Assert.Null((await Client.DescribeAsync(execution.Id)).ParkedAt);
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task<ExecutionHandle> LoseUntilParkedAsync()
    {
        await ServeAsync(async context =>
        {
            var result = await context.StepAsync((_, _) => Task.FromResult(Interlocked.Increment(ref _bodies) > 0 ? 1 : 0), "innocent");
            _entered.TrySetResult();
            if (!_isMended)
            {
                // Nobody comes back from a stack that overflows.
                await new TaskCompletionSource().Task;
            }

            return result;
        });
        var execution = await StartAsync();

        // The first loss takes along what the step came to, so one more is needed.
        for (var run = 0; run <= Limit + 1; run++)
        {
            var parked = Host.WhenDescribedAsync(execution.Id, static description => description.ParkedAt is not null);
            await Clock.DriveAsync(Task.WhenAny(_entered.Task, parked));
            if (!_entered.Task.IsCompleted)
            {
                return Client.GetHandle(execution.Id);
            }

            _entered = New();
            await Host.RestartAsync();
        }

        throw new InvalidOperationException("It was taken up too often.");
    }
}
