using System.Diagnostics.Metrics;
using System.Net;
using Durable.Testing;

namespace Durable.Storage.Tests.DynamoDB;

/// <summary>DynamoDB refuses requests; nothing fails, it only takes longer.</summary>
public sealed class ThrottlingTests : DynamoDBStoreFixture
{
    private readonly LogRecorder _log = new();

    [Theory]
    [InlineData("ProvisionedThroughputExceededException")]
    [InlineData("ThrottlingException")]
    [InlineData("RequestLimitExceeded")]
    public async Task A_refused_commit_is_made_when_DynamoDB_takes_it(string reason)
    {
        var (store, refusals) = await OpenRefusedAsync(reason);
        var head = SampleHeads.New(Now);
        Assert.Null(await store.CreateAsync(head));
        Refuse(reason, count: 3, "PutItem");

        var commit = store.CommitAsync(new Checkpoint(head.Next(), Utf8("records"))).AsTask();

        Assert.True(await DriveAsync(commit));
        Assert.Equal(3, refusals());
        Assert.Equal([Utf8("records")], (await store.LoadAsync(head.Id))!.Segments.Select(static segment => segment.ToArray()));
    }

    [Fact]
    public async Task New_executions_wait_until_it_is_over_and_running_ones_go_on()
    {
        var (store, _) = await OpenRefusedAsync("ThrottlingException");
        var head = SampleHeads.New(Now);
        Assert.Null(await store.CreateAsync(head));
        Refuse("ThrottlingException", count: 1, "PutItem");
        Assert.True(await store.CommitAsync(new Checkpoint(head = head.Next(), Utf8("refused once"))));

        var start = store.CreateAsync(SampleHeads.New(Now)).AsTask();

        Assert.True(await store.CommitAsync(new Checkpoint(head.Next(), Utf8("goes on"))));
        Assert.False(start.IsCompleted);
        Assert.Null(await DriveAsync(start));
    }

    [Fact]
    public async Task An_episode_is_logged_once_at_each_end_however_many_requests_it_has_met()
    {
        var (store, refusals) = await OpenRefusedAsync("ThrottlingException");
        var heads = Enumerable.Range(0, 40).Select(_ => SampleHeads.New(Now)).ToArray();
        foreach (var head in heads)
        {
            Assert.Null(await store.CreateAsync(head));
        }

        Refuse("ThrottlingException", count: 120, "PutItem");
        var commits = heads.Select(head => store.CommitAsync(new Checkpoint(head.Next(), Utf8("records"))).AsTask()).ToArray();
        Assert.All(await DriveAsync(Task.WhenAll(commits)), Assert.True);
        await DriveAsync(store.CreateAsync(SampleHeads.New(Now)).AsTask());

        Assert.Equal(120, refusals());
        Assert.Equal(2, _log.Lines.Count);
        Assert.Contains("DynamoDB asks for fewer requests", _log.Lines[0].Message, StringComparison.Ordinal);
        Assert.Contains("it had refused 120 (ThrottlingException)", _log.Lines[1].Message, StringComparison.Ordinal);
    }

    // Time goes on whenever the store waits for it.
    private async Task<T> DriveAsync<T>(Task<T> task)
    {
        while (!task.IsCompleted)
        {
            Time.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Yield();
        }

        return await task;
    }

    private async Task<(DynamoDBCheckpointStore Store, Func<long> Refusals)> OpenRefusedAsync(string reason)
    {
        var client = DynamoDBClients.Create(Options, config => config.HttpClientFactory = Http.Factory);
        var store = DynamoDBCheckpointStore.Open(Options, client, Time, _log.CreateProvider().CreateLogger("store"));

        // The first request opens connections.
        await store.ReadHeadAsync(new ExecutionId("warm", "up"), includeData: false);
        var count = 0L;
        var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument is { Name: "durable.storage.throttled", Meter.Name: "OrleansDurable.Storage.DynamoDB" })
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            if (tags[0] is { Key: "reason", Value: string told } && told == reason)
            {
                Interlocked.Add(ref count, value);
            }
        });
        listener.Start();
        return (store, () => Interlocked.Read(ref count));
    }

    private void Refuse(string reason, int count, string action)
    {
        var left = count;
        Http.Refuse = sent => sent == action && Interlocked.Decrement(ref left) >= 0
            ? FaultyHttp.Error(HttpStatusCode.BadRequest, reason, "Slow down.") : null;
    }
}
