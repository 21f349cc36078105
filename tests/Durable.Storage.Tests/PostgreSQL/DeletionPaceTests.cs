using Durable.Storage.PostgreSQL.Writing;
using Durable.Testing;

namespace Durable.Storage.Tests.PostgreSQL;

/// <summary>Deletions leave most of the time to commits.</summary>
public sealed class DeletionPaceTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task After_a_part_the_next_one_waits_nine_times_as_long_as_it_took()
    {
        var pace = new DeletionPace(_time);
        Assert.Equal(500, await pace.RunAsync(() => TakeAsync(TimeSpan.FromMilliseconds(30)), CancellationToken.None));

        var next = pace.RunAsync(() => TakeAsync(TimeSpan.Zero), CancellationToken.None);
        Assert.Equal(_time.GetUtcNow().AddMilliseconds(270), await _time.WaitForTimerAsync());
        Assert.False(next.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(270));

        Assert.Equal(500, await next);
    }

    [Fact]
    public async Task Whoever_comes_later_does_not_wait()
    {
        var pace = new DeletionPace(_time);
        await pace.RunAsync(() => TakeAsync(TimeSpan.FromMilliseconds(30)), CancellationToken.None);
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.True(pace.RunAsync(() => TakeAsync(TimeSpan.Zero), CancellationToken.None).IsCompletedSuccessfully);
    }

    private Task<int> TakeAsync(TimeSpan time)
    {
        if (time > TimeSpan.Zero)
        {
            _time.Advance(time);
        }

        return Task.FromResult(500);
    }
}
