using Durable.Storage.Items;
using Durable.Testing;

namespace Durable.Storage.Tests.DynamoDB;

/// <summary>How closed executions go away when DynamoDB itself deletes them.</summary>
public sealed class RetentionTests : DynamoDBStoreFixture
{
    [Fact]
    public async Task A_running_execution_has_no_time_to_live_on_any_item()
    {
        var head = await CreateAsync(SampleHeads.New(Now, input: NoisyText(3000)));
        await CommitAsync(head.Next(), Noise(9000));

        Assert.All((await ItemsAsync(head.Id)).Values, static item => Assert.DoesNotContain(Attributes.TimeToLive, item.Keys));
    }

    [Fact]
    public async Task An_execution_of_one_item_gets_its_time_to_live_with_the_commit_that_closes_it()
    {
        var head = await CreateAsync(SampleHeads.New(Now));
        Http.Forget();

        var ended = await CommitAsync(head.Ended(Now.AddMilliseconds(1)), Utf8("records"));

        Assert.Equal(["PutItem"], Http.Sent);
        var item = Assert.Single(await ItemsAsync(head.Id)).Value;
        Assert.Equal($"{(long)Math.Ceiling(ended.ExpiresAt!.Value.ToUnixTimeMilliseconds() / 1000.0)}", item[Attributes.TimeToLive].N);
        Assert.DoesNotContain(Attributes.DuePartition, item.Keys);
    }

    [Fact]
    public async Task An_execution_of_many_items_gets_the_same_time_to_live_on_each()
    {
        var ended = await CloseLargeAsync();
        await Store.DisposeAsync();

        var items = await ItemsAsync(ended.Id);

        Assert.True(items.Count > 4);
        Assert.Single(items.Values.Select(static item => item[Attributes.TimeToLive].N).Distinct());
        Assert.DoesNotContain(Attributes.DuePartition, items[ItemKeys.Head].Keys);
        Assert.Equal(ended.Result, (await Open().ReadHeadAsync(ended.Id, includeData: true))!.Result);
    }

    [Fact]
    public async Task What_a_process_left_unmarked_when_it_died_is_deleted_when_its_retention_is_over()
    {
        Http.Refuse = static action => action is "UpdateItem" or "Query"
            ? FaultyHttp.Error(System.Net.HttpStatusCode.BadRequest, "AccessDeniedException", "dead") : null;
        var ended = await CloseLargeAsync();
        await Store.DisposeAsync();
        Http.Refuse = null;
        var store = Open();
        Assert.Equal(0, await store.DeleteExpiredAsync(Now, 10));

        Time.Advance(ended.Retention + TimeSpan.FromSeconds(1));

        Assert.Equal(1, await store.DeleteExpiredAsync(Now, 10));
        Assert.Empty(await ItemsAsync(ended.Id));
    }

    [Fact]
    public async Task A_half_deleted_execution_is_absent()
    {
        var ended = await CloseLargeAsync();
        await Store.DisposeAsync();
        var segment = (await ItemsAsync(ended.Id)).First(static item => ItemKeys.IsSegment(item.Key)).Value;
        await Client.DeleteItemAsync(
            Options.TableName, new() { [Attributes.PartitionKey] = segment[Attributes.PartitionKey], [Attributes.SortKey] = segment[Attributes.SortKey] });

        Assert.Null(await Open().LoadAsync(ended.Id));
    }

    [Fact]
    public async Task A_name_that_is_used_again_inherits_nothing_and_the_old_items_go()
    {
        Http.Refuse = static action => action == "UpdateItem"
            ? FaultyHttp.Error(System.Net.HttpStatusCode.BadRequest, "AccessDeniedException", "dead") : null;
        var old = await CloseLargeAsync();
        Time.Advance(old.Retention);
        var store = Open();

        var created = SampleHeads.New(Now, name: old.Id.Name, input: NoisyText(3000, seed: 7));
        Assert.Null(await store.CreateAsync(created));
        Assert.True(await store.CommitAsync(new Checkpoint(created.Next(), Noise(9000, seed: 8))));
        await store.DisposeAsync();

        var items = await ItemsAsync(old.Id);
        Assert.All(items.Values, item => Assert.Equal(created.RunId, item[Attributes.RunId].S));
        Assert.Equal(created.Input, (await Open().LoadAsync(old.Id))!.Head.Input);
    }

    private async Task<ExecutionHead> CloseLargeAsync()
    {
        var head = await CreateAsync(SampleHeads.New(Now, input: NoisyText(3000)));
        head = await CommitAsync(head.Next(), Noise(9000));
        head = await CommitAsync(head.Next(), Noise(500_000));
        return await CommitAsync(head.Ended(Now, result: $"\"{NoisyText(40_000)}\""), Utf8("end"));
    }
}
