using Durable.Storage.Items;
using Durable.Testing;

namespace Durable.Storage.Tests.DynamoDB;

/// <summary>What becomes of the items of runs that have ended for the next to begin.</summary>
public sealed class ContinuationTests : DynamoDBStoreFixture
{
    [Fact]
    public async Task A_run_without_items_of_its_own_ends_with_one_request()
    {
        var head = await CommitAsync((await CreateAsync(SampleHeads.New(Now))).Next(), Utf8("records"));
        Http.Forget();

        await ContinueAsync(Store, head);
        await Store.DisposeAsync();

        Assert.Equal(["PutItem"], Http.Sent);
        var item = Assert.Single(await ItemsAsync(head.Id)).Value;
        Assert.DoesNotContain(Attributes.EndedRuns, item.Keys);
        Assert.DoesNotContain(Attributes.Tail, item.Keys);
    }

    [Fact]
    public async Task Items_of_a_run_that_has_ended_are_deleted()
    {
        var head = await CreateLargeAsync();

        var next = await ContinueAsync(Store, head, $"\"{NoisyText(3000, seed: 5)}\"");
        await Store.DisposeAsync();

        var items = await ItemsAsync(head.Id);
        Assert.Equal(2, items.Count);
        Assert.All(items.Values, item => Assert.Equal(next.RunId, item[Attributes.RunId].S));
        Assert.Equal(next, (await Open().LoadAsync(head.Id))!.Head);
    }

    [Fact]
    public async Task What_is_known_to_be_deleted_the_next_commit_does_not_name_any_more()
    {
        var next = await ContinueAsync(Store, await CreateLargeAsync());
        await Store.DisposeAsync();
        Assert.Contains(Attributes.EndedRuns, (await ItemsAsync(next.Id))[ItemKeys.Head].Keys);

        var ended = await CommitAsync(next.Ended(Now), Utf8("end"));

        var item = Assert.Single(await ItemsAsync(next.Id)).Value;
        Assert.DoesNotContain(Attributes.EndedRuns, item.Keys);
        Assert.Equal(HeadItem.TimeToLive(ended.ExpiresAt!.Value).N, item[Attributes.TimeToLive].N);
    }

    [Fact]
    public async Task What_a_process_did_not_come_to_delete_goes_when_the_next_run_ends()
    {
        var next = await LeaveBehindAsync();
        Assert.True((await ItemsAsync(next.Id)).Count > 3);

        var store = Open();
        next = await ContinueAsync(store, next);
        await store.DisposeAsync();

        Assert.Equal(next.RunId, Assert.Single(await ItemsAsync(next.Id)).Value[Attributes.RunId].S);
    }

    [Fact]
    public async Task What_a_process_did_not_come_to_delete_goes_when_the_execution_ends()
    {
        var next = await LeaveBehindAsync();

        var store = Open();
        Assert.True(await store.CommitAsync(new Checkpoint(next.Ended(Now), Utf8("end"))));
        await store.DisposeAsync();

        var item = Assert.Single(await ItemsAsync(next.Id)).Value;
        Assert.Contains(Attributes.TimeToLive, item.Keys);
        Assert.DoesNotContain(Attributes.DuePartition, item.Keys);
        Assert.DoesNotContain(Attributes.EndedRuns, item.Keys);
    }

    [Fact]
    public async Task What_nobody_came_to_delete_goes_with_the_retention()
    {
        var next = await LeaveBehindAsync();
        Http.Refuse = RefuseDeletions;
        var dying = Open();
        var ended = next.Ended(Now);
        Assert.True(await dying.CommitAsync(new Checkpoint(ended, Utf8("end"))));
        await dying.DisposeAsync();
        Http.Refuse = null;
        Time.Advance(ended.Retention + TimeSpan.FromSeconds(1));

        Assert.Equal(1, await Open().DeleteExpiredAsync(Now, 10));

        Assert.Empty(await ItemsAsync(next.Id));
    }

    [Fact]
    public async Task Runs_that_end_faster_than_their_items_are_deleted_wait_for_that()
    {
        Http.Refuse = RefuseDeletions;
        var head = await CreateLargeAsync();
        for (var run = 0; run < 8; run++)
        {
            head = await ContinueAsync(Store, head);
            head = await CommitAsync(head.Next(), Noise(9000, seed: run));
        }

        await Assert.ThrowsAsync<CheckpointStoreException>(() => ContinueAsync(Store, head));
        Http.Refuse = null;
        head = await ContinueAsync(Store, head);
        await Store.DisposeAsync();

        Assert.Equal(head.RunId, Assert.Single(await ItemsAsync(head.Id)).Value[Attributes.RunId].S);
    }

    [Fact]
    public async Task Who_reads_a_run_while_it_ends_reads_the_next()
    {
        var head = await CreateLargeAsync();
        var reader = Open();
        var other = Open();
        var queries = 0;

        // Between the head and what it refers to.
        Http.Refuse = action =>
        {
            if (action == "Query" && Interlocked.Increment(ref queries) == 1)
            {
                Task.Run(async () =>
                {
                    Http.Refuse = null;
                    head = await ContinueAsync(other, head);
                    await other.DisposeAsync();
                }).Wait();
            }

            return null;
        };

        Assert.Equal("\"next\"", (await reader.ReadHeadAsync(head.Id, includeData: true))!.Input);
    }

    private static HttpResponseMessage? RefuseDeletions(string action) => action is "DeleteItem" or "UpdateItem"
        ? FaultyHttp.Error(System.Net.HttpStatusCode.BadRequest, "AccessDeniedException", "dead") : null;

    private static async Task<ExecutionHead> ContinueAsync(DynamoDBCheckpointStore store, ExecutionHead head, string input = "\"next\"")
    {
        var next = head.Next() with
        {
            RunId = SampleHeads.UniqueText(),
            Continuation = new Continuation(head.RunNumber + 1, head.FirstRunId, head.FirstStartedAt, "digest"),
            Operations = 0,
            LogBytes = 0,
            Input = input,
        };
        Assert.True(await store.CommitAsync(new Checkpoint(next, default) { EndedRunId = head.RunId }));
        return next;
    }

    private async Task<ExecutionHead> CreateLargeAsync()
    {
        var head = await CreateAsync(SampleHeads.New(Now, input: $"\"{NoisyText(3000)}\""));
        head = await CommitAsync(head.Next(), Noise(9000));
        return await CommitAsync(head.Next(), Noise(500_000));
    }

    private async Task<ExecutionHead> LeaveBehindAsync()
    {
        Http.Refuse = RefuseDeletions;
        var next = await ContinueAsync(Store, await CreateLargeAsync());
        await Store.DisposeAsync();
        Http.Refuse = null;
        return next;
    }
}
