using Durable.Testing;

namespace Durable.Embedded.Tests;

/// <summary>What it costs to read a long history, and that nothing is missed.</summary>
public sealed class HistoryPagingTests : HostContract<EmbeddedHostFixture>
{
    [Fact]
    public async Task However_many_pages_it_takes_the_log_is_loaded_once()
    {
        await ServeAsync(static async context =>
        {
            for (var i = 0; i < 50; i++)
            {
                await context.StepAsync((_, _) => Task.FromResult(1));
            }
        });
        var execution = await StartAsync();
        await execution.WaitForCompletionAsync().OrFail();
        Host.Store.ResetCounts();

        Assert.Equal(Enumerable.Range(1, 103), await ReadIdsAsync(execution));

        Assert.Equal(1, Host.Store.Count(StoreRequestKind.Load));
    }

    [Fact]
    public async Task What_is_recorded_between_two_pages_is_on_the_pages_that_follow()
    {
        await ServeAsync(static async context =>
        {
            await context.StepAsync((_, _) => Task.FromResult(1));
            await context.WaitAsync(TimeSpan.FromSeconds(30));
            await context.StepAsync((_, _) => Task.FromResult(2));
        });
        var execution = await StartAsync();
        await WhenWaitingAsync(execution);

        var ids = await ReadIdsAsync(execution, betweenFirstAndSecond: () => Clock.DriveAsync(execution.WaitForCompletionAsync()));

        Assert.Equal(Enumerable.Range(1, (await Client.ReadHistoryAsync(execution.Id)).Events.Count), ids);
        Assert.True(ids.Count > 8);
    }

    [Theory]
    [InlineData("6")]
    [InlineData("2147483647")]
    public async Task Behind_the_last_event_there_is_nothing_and_no_further_page(string marker)
    {
        await RunAsync(static context => context.StepAsync((_, _) => Task.FromResult(1)));
        var execution = Assert.Single((await Client.ListAsync(new ExecutionQuery())).Executions);

        var page = await Client.GetHistoryAsync(execution.Id, new HistoryQuery { Marker = marker });

        Assert.Empty(page.Events);
        Assert.Null(page.NextMarker);
    }

    private static async Task<List<int>> ReadIdsAsync(ExecutionHandle execution, Func<Task>? betweenFirstAndSecond = null)
    {
        List<int> ids = [];
        var query = new HistoryQuery { PageSize = 3 };
        do
        {
            var page = await execution.GetHistoryAsync(query);
            ids.AddRange(page.Events.Select(static item => (int)item.EventId));
            if (query.Marker is null && betweenFirstAndSecond is not null)
            {
                await betweenFirstAndSecond();
            }

            query = query with { Marker = page.NextMarker };
        }
        while (query.Marker is not null);

        return ids;
    }
}
