using Durable.Silo.Dev;
using Durable.Testing;

namespace Durable.Server.Tests.Dev;

public sealed class SupervisorTests : IDisposable
{
    private readonly ManualTimeProvider _clock = new();
    private readonly StringWriter _error = new();

    public void Dispose() => _error.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(130)]
    [InlineData(143)]
    public async Task A_server_that_ends_by_itself_is_not_started_again(int exitCode)
    {
        Assert.Equal(exitCode, await RunAsync(TimeSpan.FromMinutes(1), exitCode));
        Assert.Empty(_error.ToString());
    }

    [Theory]
    [InlineData(137)]
    [InlineData(134)]
    [InlineData(139)]
    [InlineData(-1)]
    public async Task One_that_crashes_is(int exitCode)
    {
        Assert.Equal(0, await RunAsync(TimeSpan.FromMinutes(1), exitCode, exitCode, 0));
        Assert.Equal(2, _error.ToString().Split('\n').Count(line => line.Contains($"(exit code {exitCode})", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task One_that_crashes_again_and_again_as_soon_as_it_starts_is_given_up()
    {
        Assert.Equal(1, await RunAsync(TimeSpan.FromSeconds(1), Enumerable.Repeat(134, Supervisor.MaxEarlyCrashes).ToArray()));
        Assert.Contains("crashed 5 times within 3 s of its start, the last time with exit code 134: it is not started again.", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Crashes_of_a_server_that_runs_for_a_while_do_not_add_up()
    {
        Assert.Equal(0, await RunAsync(TimeSpan.FromSeconds(3), [.. Enumerable.Repeat(137, 3 * Supervisor.MaxEarlyCrashes), 0]));
    }

    private Task<int> RunAsync(TimeSpan lives, params int[] exitCodes)
    {
        var next = new Queue<int>(exitCodes);
        var supervisor = new Supervisor(
            () =>
            {
                _clock.Advance(lives);
                return Task.FromResult(next.Dequeue());
            },
            _clock,
            _error);
        return supervisor.RunAsync(CancellationToken.None);
    }
}
