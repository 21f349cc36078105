using System.Text;
using Durable.Storage.Items;
using Durable.Testing;

namespace Durable.Storage.Tests.DynamoDB;

/// <summary>What an execution costs, by DynamoDB's own count. docs/dynamodb.md shows these numbers.</summary>
public sealed class CostTests : DynamoDBStoreFixture
{
    // As an engine's: the test's own prefix would make every key 33 bytes longer.
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Options.KeyPrefix = $"{Guid.NewGuid():N}"[..4];
        _store = Open();
    }

    private DynamoDBCheckpointStore _store = null!;

    private StorageUsage Cost => WithoutBytes(_store.TotalUsage);

    [Fact]
    public async Task Starting_costs_one_request_and_one_unit()
    {
        await _store.CreateAsync(SampleHeads.New(Now));

        Assert.Equal(new StorageUsage(1, WriteUnits: 1, IndexWriteUnits: 3, ReadUnits: 0), Cost);
    }

    [Fact]
    public async Task An_execution_of_one_step_costs_two_requests_and_two_units_in_all()
    {
        var head = SampleHeads.New(Now);
        await _store.CreateAsync(head);

        await _store.CommitAsync(new Checkpoint(head.Ended(Now), new byte[220]));

        Assert.Equal(new StorageUsage(2, WriteUnits: 2, IndexWriteUnits: 6, ReadUnits: 0), Cost);
    }

    [Fact]
    public async Task Without_list_indexes_an_execution_costs_two_index_units()
    {
        var store = Open(static options => options.ListIndexes = false);
        var head = SampleHeads.New(Now);
        await store.CreateAsync(head);

        await store.CommitAsync(new Checkpoint(head.Ended(Now), new byte[220]));

        Assert.Equal(new StorageUsage(2, WriteUnits: 2, IndexWriteUnits: 2, ReadUnits: 0), WithoutBytes(store.TotalUsage));
    }

    [Fact]
    public async Task A_commit_pays_for_the_whole_head()
    {
        var head = SampleHeads.New(Now);
        await _store.CreateAsync(head);
        var costs = new List<double>();
        for (var i = 0; i < 16; i++)
        {
            var before = Cost;
            head = head.Next();
            await _store.CommitAsync(new Checkpoint(head, new byte[250]));
            costs.Add(Cost.WriteUnits - before.WriteUnits);
        }

        // Up to 4 KiB of log beside some 290 bytes of head; never an index unit.
        Assert.Equal([1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 3, 4, 4, 4, 4, 5], costs);
        Assert.Equal(new StorageUsage(17, WriteUnits: costs.Sum() + 1, IndexWriteUnits: 3, ReadUnits: 0), Cost);
    }

    [Fact]
    public async Task What_does_not_fit_into_the_tail_takes_one_more_request_and_leaves_a_small_head()
    {
        var head = SampleHeads.New(Now);
        await _store.CreateAsync(head);
        await _store.CommitAsync(new Checkpoint(head = head.Next(), Noise(4000)));
        var before = Cost;

        await _store.CommitAsync(new Checkpoint(head = head.Next(), Noise(8000)));

        // 12 KB of segment, and a head that was 5 KiB before and is 1 now: DynamoDB reckons the larger, DynamoDB Local something between.
        Assert.InRange(Cost.WriteUnits - before.WriteUnits, 12 + 1, 12 + 5);
        Assert.Equal(2, Cost.Requests - before.Requests);
        before = Cost;

        await _store.CommitAsync(new Checkpoint(head.Next(), Noise(100)));

        Assert.Equal(before + new StorageUsage(1, WriteUnits: 1, IndexWriteUnits: 0, ReadUnits: 0), Cost);
    }

    [Fact]
    public async Task Moving_a_wake_up_costs_two_index_units_and_a_load_half_a_unit_for_4_KiB_twice()
    {
        var head = SampleHeads.New(Now);
        await _store.CreateAsync(head);
        var before = Cost;

        await _store.CommitAsync(new Checkpoint(head.Next() with { WakeUp = new WakeUp(Now.AddDays(1), WakeUpKind.Timer) }, default));
        Assert.Equal(before + new StorageUsage(1, WriteUnits: 1, IndexWriteUnits: 2, ReadUnits: 0), Cost);

        before = Cost;
        await _store.LoadAsync(head.Id);
        Assert.Equal(before + new StorageUsage(1, WriteUnits: 0, IndexWriteUnits: 0, ReadUnits: 1), Cost);
    }

    [Fact]
    public async Task The_head_says_what_its_execution_has_cost_itself_included()
    {
        var head = SampleHeads.New(Now, input: NoisyText(5000));
        await _store.CreateAsync(head);
        await _store.CommitAsync(new Checkpoint(head = head.Next(), Noise(3000)));
        await _store.CommitAsync(new Checkpoint(head = head.Next(), Noise(9000)));
        await _store.CommitAsync(new Checkpoint(head = head.Next() with { WakeUp = null }, Noise(10)));
        await _store.CommitAsync(new Checkpoint(head = head.Next() with { WakeUp = new WakeUp(Now, WakeUpKind.Lease) }, Noise(10)));
        var total = _store.TotalUsage;

        Assert.Equal(total, await _store.ReadUsageAsync(head.Id));
        Assert.Equal(total.Requests, _store.UsageOf(head.Id.FunctionName).Requests - 1);

        // Whoever takes it over adds to that.
        var other = Open();
        await other.LoadAsync(head.Id);
        await other.CommitAsync(new Checkpoint(head.Next(), Noise(10)));
        Assert.Equal(total + other.TotalUsage, await other.ReadUsageAsync(head.Id));
    }

    [Fact]
    public async Task Bytes_are_those_of_the_items_that_were_written_and_of_what_reads_brought_back()
    {
        var head = SampleHeads.New(Now, input: NoisyText(5000));
        await _store.CreateAsync(head);
        await _store.CommitAsync(new Checkpoint(head = head.Next(), Noise(9000)));
        var items = await ItemsAsync(head.Id);
        var payloadsAndSegments = items.Values.Where(static item => item["sk"].S != ItemKeys.Head).Sum(ItemSize.Of);
        var heads = ItemSize.Of(items[ItemKeys.Head]);
        var usage = _store.TotalUsage;

        Assert.Equal(0, usage.BytesRead);
        Assert.InRange(usage.BytesWritten, payloadsAndSegments + heads + 200, payloadsAndSegments + (2 * heads));
        Assert.Equal(usage.BytesWritten, (await _store.ReadUsageAsync(head.Id))!.Value.BytesWritten);

        var other = Open();
        await other.LoadAsync(head.Id);
        Assert.Equal(payloadsAndSegments + heads, other.TotalUsage.BytesRead);
    }

    [Fact]
    public async Task A_head_says_its_own_size_to_the_byte_however_many_digits_that_takes()
    {
        var head = SampleHeads.New(Now);
        await _store.CreateAsync(head);
        for (var length = 0; length < 400; length += 13)
        {
            var before = _store.TotalUsage.BytesWritten;
            await _store.CommitAsync(new Checkpoint(head = head.Next() with { FunctionVersion = new string('v', length) }, default));

            var item = (await ItemsAsync(head.Id))[ItemKeys.Head];
            Assert.Equal(before + ItemSize.Of(item), item.FindNumber(Attributes.BytesWritten));
            Assert.Equal(before + ItemSize.Of(item), _store.TotalUsage.BytesWritten);
        }
    }

    [Fact]
    public async Task A_list_says_what_each_execution_has_cost()
    {
        foreach (var steps in (int[])[0, 3])
        {
            var head = SampleHeads.New(Now);
            await _store.CreateAsync(head);
            for (var i = 0; i < steps; i++)
            {
                await _store.CommitAsync(new Checkpoint(head = head.Next(), Noise(10)));
            }
        }

        var page = await _store.ListAsync(new ExecutionQuery());

        foreach (var (head, usage) in page.Heads.Zip(page.Usages!))
        {
            Assert.Equal(head.Version, usage.Requests);
            Assert.Equal(await _store.ReadUsageAsync(head.Id), usage);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(137)]
    [InlineData(1023)]
    [InlineData(20_000)]
    public async Task Sizes_are_reckoned_as_DynamoDB_does(int length)
    {
        var item = new ItemKeys(Options.KeyPrefix).Of(new ExecutionId("f", $"{Guid.NewGuid():N}"), "size");
        item["s"] = Item.Text(new string('ä', length / 2));
        item["b"] = Item.Binary(Noise(length));
        item["n"] = Item.Number(long.MaxValue);
        item["l"] = Item.List([Item.Text("a"), Item.Binary(Noise(3))]);

        var response = await Client.PutItemAsync(new() { TableName = Options.TableName, Item = item, ReturnConsumedCapacity = "TOTAL" });

        Assert.Equal(response.ConsumedCapacity.CapacityUnits, ItemSize.WriteUnits(ItemSize.Of(item)));
        Assert.InRange(ItemSize.Of(item), length * 2 - 1, (length * 2) + 100 + Encoding.UTF8.GetByteCount(item["pk"].S));
    }
}
