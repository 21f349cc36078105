namespace Durable.Core.Tests.Engine;

public sealed class BackoffTests
{
    [Fact]
    public void Pauses_double_up_to_the_longest()
    {
        var backoff = new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5));

        Assert.Equal([1, 2, 4, 5, 5], Enumerable.Range(1, 5).Select(failures => backoff.After(failures).TotalSeconds));
        Assert.Equal(TimeSpan.FromSeconds(5), backoff.After(int.MaxValue));
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(0.5, 3)]
    [InlineData(0.999999, 4)]
    public void Jitter_draws_between_half_the_pause_and_all_of_it(double drawn, double seconds)
    {
        var backoff = new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60), Jitter: () => drawn);

        Assert.Equal(seconds, backoff.After(3).TotalSeconds, tolerance: 0.001);
    }
}
