using Durable.Testing;
using Microsoft.Extensions.Logging;

namespace Durable.Grains.Tests;

public sealed class GracefulStopTests : HostContract<ClusterHostFixture>
{
    private const int Branches = 1_000;

    [Fact]
    public async Task A_silo_that_stops_while_branches_begin_logs_no_error()
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await ServeAsync(async context => (await context.MapAsync(
            new int[Branches],
            async (branch, _, _, _, cancellation) =>
            {
                begun.TrySetResult();
                await branch.WaitAsync(TimeSpan.FromDays(1), cancellationToken: cancellation);
                return 1;
            })).SuccessCount);
        await StartAsync();
        await begun.Task.OrFail();

        await Host.StopAsync();

        Assert.DoesNotContain(Host.Log.Lines, static line => line.Level >= LogLevel.Error);
    }
}
