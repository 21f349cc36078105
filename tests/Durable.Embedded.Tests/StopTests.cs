using Durable.Storage;
using Durable.Testing;

namespace Durable.Embedded.Tests;

/// <summary>Stops that meet other calls half-way; on a cluster the calls of one execution follow each other.</summary>
public sealed class StopTests : HostContract<EmbeddedHostFixture>
{
    [Fact]
    public async Task One_that_is_resumed_while_it_is_being_stopped_is_stopped_all_the_same()
    {
        await ServeAsync(static context => context.WaitAsync(TimeSpan.FromSeconds(30)));
        await Host.WhenIdleAsync().OrFail();
        Host.Store.Inject(StoreRequestKind.Commit, StoreFault.FailBefore(StoreFailure.Fatal), times: 2);
        var execution = await StartAsync();
        await Clock.DriveAsync(Host.WhenDescribedAsync(execution.Id, static description => description.ParkedAt is not null));
        await Host.WhenAtRestAsync().OrFail();
        var read = Host.Store.Hold(StoreRequestKind.ReadHead);
        var stopping = execution.StopAsync();
        await read.Reached.OrFail();
        await execution.ResumeAsync().OrFail();
        await WhenWaitingAsync(execution).OrFail();

        read.Open();

        var endedAt = await stopping.OrFail();
        var ended = await execution.DescribeAsync();
        Assert.Equal((ExecutionStatus.Stopped, endedAt), (ended.Status, ended.EndedAt));
    }
}
