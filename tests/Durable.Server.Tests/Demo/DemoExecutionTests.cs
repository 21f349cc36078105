using Durable.Samples.Earthquakes;
using Durable.Silo.Demo;
using Durable.Silo.Demo.Storage;

namespace Durable.Server.Tests.Demo;

public sealed class DemoExecutionTests
{
    [Fact]
    public async Task The_first_demo_is_number_1()
    {
        await using var host = await SampleHost.StartAsync();

        var demo = await DemoExecution.OpenAsync(host.Client, new StoreRequestLog(), CancellationToken.None);

        Assert.Equal("demo-1", demo.Id.Name);
        Assert.False(demo.IsResumed);
    }

    [Fact]
    public async Task An_unfinished_demo_is_resumed()
    {
        await using var host = await SampleHost.StartAsync();
        await StartAsync(host, "demo-1");

        var demo = await DemoExecution.OpenAsync(host.Client, new StoreRequestLog(), CancellationToken.None);

        Assert.Equal("demo-1", demo.Id.Name);
        Assert.True(demo.IsResumed);
    }

    [Fact]
    public async Task A_demo_that_this_process_finished_before_anybody_looked_counts_as_resumed()
    {
        await using var host = await SampleHost.StartAsync();
        var execution = await StartAsync(host, "demo-1");
        await execution.StopAsync();
        var requests = new StoreRequestLog();
        requests.Add(execution.Id, new StoreCommit(2, 1, HistoryEvents.Start, HistoryEvents.Start));

        var demo = await DemoExecution.OpenAsync(host.Client, requests, CancellationToken.None);

        Assert.Equal("demo-1", demo.Id.Name);
        Assert.True(demo.IsResumed);
    }

    [Fact]
    public async Task After_finished_demos_the_next_number_follows()
    {
        await using var host = await SampleHost.StartAsync();
        await (await StartAsync(host, "demo-1")).StopAsync();
        await (await StartAsync(host, "demo-12")).StopAsync();
        await StartAsync(host, "somebody-elses");

        var demo = await DemoExecution.OpenAsync(host.Client, new StoreRequestLog(), CancellationToken.None);

        Assert.Equal("demo-13", demo.Id.Name);
        Assert.False(demo.IsResumed);
    }

    private static Task<ExecutionHandle> StartAsync(SampleHost host, string name) =>
        host.Client.StartAsync(EarthquakeReport.FunctionName, new EarthquakeReportRequest { Limit = 3 }, new StartOptions { Name = name });
}
