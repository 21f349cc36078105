using Durable.Storage.Items;
using Durable.Testing;

namespace Durable.Storage.Tests.DynamoDB;

/// <summary>DynamoDB takes 400 KiB an item and answers 1 MiB a page; an execution is bound by neither.</summary>
public sealed class LimitTests : DynamoDBStoreFixture
{
    [Fact]
    public async Task A_commit_of_250_updates_of_3_KB_is_read_back()
    {
        var head = await CreateAsync(SampleHeads.New(Now));
        var records = Noise(250 * 3072);

        await CommitAsync(head.Next(), records);

        Assert.Equal(records, (await Open().LoadAsync(head.Id))!.Segments.Single().ToArray());
    }

    [Theory]
    [InlineData(399)]
    [InlineData(400)]
    [InlineData(401)]
    public async Task No_item_is_larger_than_DynamoDB_takes(int kibibytes)
    {
        var head = await CreateAsync(SampleHeads.New(Now, new string('f', 64), new string('n', 64)));

        await CommitAsync(head.Next(), Noise(kibibytes * 1024));

        var items = await ItemsAsync(head.Id);
        Assert.All(items.Values, static item => Assert.InRange(ItemSize.Of(item), 1, ItemSize.Max));
        Assert.Equal(kibibytes * 1024, (await Open().LoadAsync(head.Id))!.Segments.Single().Length);
    }

    [Fact]
    public async Task The_head_stays_small_whatever_the_log_has_grown_to()
    {
        var head = await CreateAsync(SampleHeads.New(Now));
        var expected = new List<byte[]>();
        for (var i = 0; i < 40; i++)
        {
            // A batch of 250 operations as an engine makes it, 400 of which make 100,000 operations.
            head = head.Next();
            expected.Add(Noise(60_000, seed: i));
            await CommitAsync(head, expected[^1]);
        }

        var before = Store.TotalUsage;
        await CommitAsync(head.Next(), Utf8("{\"w\":1}"));

        Assert.Equal(1, Store.TotalUsage.Requests - before.Requests);
        Assert.Equal(1, Store.TotalUsage.WriteUnits - before.WriteUnits);
        Http.Forget();
        var loaded = await Open().LoadAsync(head.Id);
        Assert.Equal(expected.Append(Utf8("{\"w\":1}")), loaded!.Segments.Select(static segment => segment.ToArray()));
        Assert.Equal(3, Http.Sent.Count(static action => action == "Query"));
    }

    [Fact]
    public async Task A_load_over_many_pages_fits_together_though_commits_go_on()
    {
        var head = await CreateAsync(SampleHeads.New(Now));
        for (var i = 0; i < 4; i++)
        {
            head = await CommitAsync(head.Next(), Noise(700_000, seed: i));
        }

        var reader = Open();
        Http.Forget();
        Http.Sending = async number =>
        {
            if (number == 2)
            {
                // Between the first page and the second.
                Http.Sending = null;
                head = await CommitAsync(head.Next(), Noise(700_000, seed: 9));
            }
        };
        var loaded = await reader.LoadAsync(head.Id);

        Assert.Equal(5, loaded!.Head.Version);
        Assert.Equal(4, loaded.Segments.Count);
        Assert.True(await reader.CommitAsync(new Checkpoint(head.Next(), Utf8("more"))));
    }
}
