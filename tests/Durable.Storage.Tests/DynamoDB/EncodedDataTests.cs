using Amazon.DynamoDBv2.Model;
using Durable.Core.Codecs;
using Durable.Model;
using Durable.Storage.Items;
using Durable.Testing;

namespace Durable.Storage.Tests.DynamoDB;

/// <summary>What goes through codecs is larger than what functions may write, and nothing can make it smaller.</summary>
public sealed class EncodedDataTests : DynamoDBStoreFixture
{
    private static readonly ErrorObject s_error = new() { ErrorType = "Type", ErrorMessage = "message", StackTrace = ["line 1"] };

    private readonly PayloadCodecs _codecs = NewCodecs();

    [Theory]
    [InlineData(3, 1)]
    [InlineData(397, 2)]
    [InlineData(398, 3)]
    [InlineData(400, 3)]
    [InlineData(401, 3)]
    [InlineData(796, 4)]
    public async Task An_encrypted_commit_is_read_back_and_no_item_is_larger_than_DynamoDB_takes(int kibibytes, int expectedItems)
    {
        var head = SampleHeads.New(Now, new string('f', 64), new string('n', 64));
        await CreateEncodedAsync(head);
        var records = Noise(kibibytes * 1024);

        await CommitEncodedAsync(head.Next(), records);

        var items = await ItemsAsync(head.Id);
        Assert.All(items.Values, static item => Assert.InRange(ItemSize.Of(item), 1, ItemSize.Max));
        Assert.Equal(expectedItems, items.Count);
        Assert.Equal(records, (await ReadAsync(head.Id)).Segments.Single().ToArray());
    }

    [Fact]
    public async Task The_largest_input_and_result_are_read_back()
    {
        var input = NoisyText(DurableLimits.MaxExecutionPayloadBytes, seed: 1);
        var result = NoisyText(DurableLimits.MaxExecutionPayloadBytes, seed: 2);
        var head = SampleHeads.New(Now, input: input);
        await CreateEncodedAsync(head);

        await CommitEncodedAsync(head.Ended(Now, result: result));

        var loaded = await ReadAsync(head.Id);
        Assert.Equal(input, loaded.Head.Input);
        Assert.Equal(result, loaded.Head.Result);
        Assert.All((await ItemsAsync(head.Id)).Values, static item => Assert.InRange(ItemSize.Of(item), 1, ItemSize.Max));
    }

    [Fact]
    public async Task A_commit_of_250_updates_of_3_KB_is_read_back()
    {
        var head = SampleHeads.New(Now);
        await CreateEncodedAsync(head);
        var records = NoisyText(250 * 3072);

        await CommitEncodedAsync(head.Next(), Utf8(records));

        Assert.Equal(Utf8(records), (await ReadAsync(head.Id)).Segments.Single().ToArray());
    }

    [Fact]
    public async Task A_small_commit_is_still_one_request_and_one_unit()
    {
        var head = SampleHeads.New(Now, input: null);
        await CreateEncodedAsync(head);
        var before = Store.TotalUsage;

        await CommitEncodedAsync(head.Next(), Utf8("{\"u\":\"SS\",\"t\":1,\"i\":\"1\",\"d\":\"1\"}"));

        Assert.Equal((1, 1), (Store.TotalUsage.Requests - before.Requests, Store.TotalUsage.WriteUnits - before.WriteUnits));
    }

    [Fact]
    public async Task Whatever_stored_bit_is_changed_the_data_is_right_or_refused()
    {
        var head = SampleHeads.New(Now, input: NoisyText(3000));
        await CreateEncodedAsync(head);
        head = head.Next();
        await CommitEncodedAsync(head, Utf8(NoisyText(5000)));
        head = head.Next();
        await CommitEncodedAsync(head, Utf8("{\"w\":1}"));
        head = head.Ended(Now, ExecutionStatus.Failed, result: null) with { Error = s_error };
        await CommitEncodedAsync(head, Utf8("{\"w\":2}"));
        var right = await ReadAsync(head.Id);
        var random = new Random(1);
        var (refused, tried) = (0, 0);

        foreach (var item in (await ItemsAsync(head.Id)).Values)
        {
            foreach (var value in Data(item))
            {
                // Lengths and marks are at the front.
                var original = value.B;
                foreach (var bit in Enumerable.Range(0, 32).Concat(Enumerable.Range(0, 10).Select(_ => random.Next((int)original.Length * 8))))
                {
                    tried++;
                    var bytes = original.ToArray();
                    bytes[bit / 8] ^= (byte)(1 << (bit % 8));
                    value.B = new MemoryStream(bytes);
                    await Client.PutItemAsync(Options.TableName, item);
                    try
                    {
                        var loaded = await ReadAsync(head.Id);
                        Assert.Equal(right.Head.Input, loaded.Head.Input);
                        Assert.Equal(right.Head.Error!.ErrorMessage, loaded.Head.Error!.ErrorMessage);
                        Assert.Equal(right.Segments.Select(static segment => segment.ToArray()), loaded.Segments.Select(static segment => segment.ToArray()));
                    }
                    catch (CheckpointStoreException exception)
                    {
                        Assert.Equal(StoreFailure.Fatal, exception.Failure);
                        refused++;
                    }

                    value.B = original;
                    await Client.PutItemAsync(Options.TableName, item);
                }
            }
        }

        Assert.InRange(tried, 150, 1000);
        Assert.InRange(refused, tried * 9 / 10, tried);
    }

    // Everything binary, wherever it stands in an item.
    private static List<AttributeValue> Data(Dictionary<string, AttributeValue> item) =>
        [.. item.Values.Concat(item.Values.SelectMany(static value => value.L ?? [])).Where(static value => value.B is { Length: > 0 })];

    private static PayloadCodecs NewCodecs()
    {
        var options = new PayloadCodecOptions();
        foreach (var codec in TestCodecs.Both)
        {
            options.Codecs.Add(codec);
        }

        return new PayloadCodecs(options);
    }

    private async Task CreateEncodedAsync(ExecutionHead head)
    {
        var store = new ExecutionStore(Store, _codecs);
        Assert.Null(await store.CreateAsync(head));
    }

    private async Task CommitEncodedAsync(ExecutionHead head, ReadOnlyMemory<byte> records = default)
    {
        var store = new ExecutionStore(Store, _codecs);
        Assert.True(await store.CommitAsync(new Checkpoint(head, records), WritePurpose.Checkpoint, CancellationToken.None));
    }

    // As another process would.
    private async Task<StoredExecution> ReadAsync(ExecutionId id) => (await new ExecutionStore(Open(), _codecs).LoadAsync(id))!;
}
