using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon.DynamoDBv2.Model;
using Durable.Model;
using Durable.Storage.Items;
using Durable.Testing;

namespace Durable.Storage.Tests.DynamoDB;

/// <summary>
/// What is stored. The golden files are what format 1 wrote, at first and since it counts bytes; they never change, and every later
/// release reads them.
/// </summary>
public sealed class StoredFormatTests : DynamoDBStoreFixture
{
    private static readonly DateTimeOffset StartedAt = new(2026, 1, 15, 11, 0, 0, 123, TimeSpan.Zero);

    private static ExecutionHead Running => new()
    {
        Id = new ExecutionId("process-order", "running"),
        RunId = "run-1",
        Version = 1,
        CommitId = "commit-1",
        Status = ExecutionStatus.Running,
        FunctionVersion = "7",
        StartedAt = StartedAt,
        ExecutionTimeout = TimeSpan.FromHours(1),
        Retention = TimeSpan.FromDays(14),
        WakeUp = new WakeUp(StartedAt.AddHours(2), WakeUpKind.Timer),
        Input = "{\"größe\":1}",
    };

    [Theory]
    [InlineData("running")]
    [InlineData("failed")]
    public async Task What_format_1_wrote_is_written_the_same_way_today(string name)
    {
        var id = await WriteAsync(name);

        Assert.Equal(Golden($"{name}-bytes").ToJsonString(Indented), Json(await ItemsAsync(id)).ToJsonString(Indented));
    }

    [Theory]
    [InlineData("running", "running")]
    [InlineData("running", "running-bytes")]
    [InlineData("failed", "failed")]
    [InlineData("failed", "failed-bytes")]
    [InlineData("large", "large")]
    public async Task What_format_1_wrote_can_be_read_and_gone_on_with(string name, string golden)
    {
        var id = await WriteAsync(name);
        var written = (await Store.LoadAsync(id))!;
        await RestoreAsync(id, Golden(golden));
        var store = Open();

        var read = (await store.LoadAsync(id))!;

        Assert.Equal(written.Head with { Error = null }, read.Head with { Error = null });
        Assert.Equal(JsonSerializer.Serialize(written.Head.Error), JsonSerializer.Serialize(read.Head.Error));
        Assert.Equal(written.Segments.Select(static segment => segment.ToArray()), read.Segments.Select(static segment => segment.ToArray()));
        Assert.Equal(written.Head.Input, (await store.ReadHeadAsync(id, includeData: true))!.Input);
        if (read.Head.EndedAt is null)
        {
            Assert.True(await store.CommitAsync(new Checkpoint(read.Head.Next(), "more"u8.ToArray())));
        }
    }

    [Fact]
    public async Task Bytes_that_an_earlier_release_did_not_count_are_missing_from_the_sum_and_nothing_else_is()
    {
        var id = await WriteAsync("running");
        var written = (await Store.ReadUsageAsync(id))!.Value;
        await RestoreAsync(id, Golden("running"));
        var store = Open();

        Assert.Equal(WithoutBytes(written), await store.ReadUsageAsync(id));

        var head = (await store.LoadAsync(id))!.Head;
        await store.CommitAsync(new Checkpoint(head.Next(), "more"u8.ToArray()));
        Assert.Equal(ItemSize.Of((await ItemsAsync(id))[ItemKeys.Head]), (await store.ReadUsageAsync(id))!.Value.BytesWritten);
    }

    [Fact]
    public async Task What_does_not_fit_into_the_head_stands_in_items_of_its_own_under_the_keys_of_format_1()
    {
        var items = await ItemsAsync(await WriteAsync("large"));

        Assert.Equal(["head", "log#000000000003#commit-3#0000", "payload#commit-1#i#0000"], items.Keys);
        Assert.Equal(Golden("large").Select(static item => item!["sk"]!["S"]!.GetValue<string>()), items.Keys);
        Assert.Equal("000000000003#commit-3", items["head"][Attributes.LastSegment].S);
    }

    [Theory]
    [InlineData("head")]
    [InlineData("log#000000000003#commit-3#0000")]
    public async Task An_item_of_a_newer_format_is_refused_and_not_touched(string sortKey)
    {
        var id = await WriteAsync("large");
        var item = (await ItemsAsync(id))[sortKey];
        item[Attributes.Format] = Item.Number(StoredFormat.Current + 1);
        await Client.PutItemAsync(Options.TableName, item);

        var failure = await Assert.ThrowsAsync<CheckpointStoreException>(async () => await Open().LoadAsync(id));

        Assert.Equal(StoreFailure.Fatal, failure.Failure);
        Assert.Contains("has format 2; this release knows formats up to 1", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_segment_that_is_gone_is_damage_and_says_what_to_do()
    {
        var id = await WriteAsync("large");
        await Client.DeleteItemAsync(Options.TableName, Keys((await ItemsAsync(id))["log#000000000003#commit-3#0000"]));

        var failure = await Assert.ThrowsAsync<CheckpointStoreException>(async () => await Open().LoadAsync(id));

        Assert.Equal(StoreFailure.Fatal, failure.Failure);
        Assert.Contains("is damaged", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Restore", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_segment_that_no_head_refers_to_does_not_exist()
    {
        var id = await WriteAsync("large");
        var orphan = (await ItemsAsync(id))["log#000000000003#commit-3#0000"];
        orphan[Attributes.SortKey] = Item.Text("log#000000000004#zombie#0000");
        await Client.PutItemAsync(Options.TableName, orphan);

        Assert.Equal(3, (await Open().LoadAsync(id))!.Segments.Count);
    }

    [Fact]
    public async Task Every_partition_key_begins_with_the_prefix()
    {
        var id = await WriteAsync("running");

        var head = (await ItemsAsync(id))[ItemKeys.Head];

        Assert.All(
            new[] { Attributes.PartitionKey, Attributes.DuePartition, Attributes.FunctionPartition, Attributes.StatusPartition },
            key => Assert.StartsWith(Options.KeyPrefix, head[key].S, StringComparison.Ordinal));
    }

    private static JsonSerializerOptions Indented { get; } = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static string Path(string name) => System.IO.Path.Combine(AppContext.BaseDirectory, "DynamoDB", "Golden", $"format-1-{name}.json");

    private static Dictionary<string, AttributeValue> Keys(Dictionary<string, AttributeValue> item) => new()
    {
        [Attributes.PartitionKey] = item[Attributes.PartitionKey],
        [Attributes.SortKey] = item[Attributes.SortKey],
    };

    private static JsonArray Golden(string name) => JsonNode.Parse(File.ReadAllText(Path(name)))!.AsArray();

    private async Task<ExecutionId> WriteAsync(string name)
    {
        var head = await CreateAsync(Running with
        {
            Id = new ExecutionId("process-order", name),
            Input = name == "large" ? NoisyText(3000) : Running.Input,
        });
        head = await CommitAsync(
            head with { Version = 2, CommitId = "commit-2", Operations = 1, LogBytes = 5 }, name == "failed" ? default : Utf8("first"));
        if (name == "failed")
        {
            await CommitAsync(head with
            {
                Version = 3,
                CommitId = "commit-3",
                Status = ExecutionStatus.Failed,
                EndedAt = StartedAt.AddSeconds(1),
                ExpiresAt = StartedAt.AddDays(14).AddSeconds(1),
                WakeUp = null,
                Error = new ErrorObject { ErrorType = "Type", ErrorMessage = "message", ErrorData = "data", StackTrace = ["line 1", "line 2"] },
            });
            return head.Id;
        }

        head = await CommitAsync(
            head with { Version = 3, CommitId = "commit-3", Operations = 2, LogBytes = 11 }, name == "large" ? Noise(5000) : Utf8("second"));
        await CommitAsync(head with { Version = 4, CommitId = "commit-4", Operations = 3 }, name == "large" ? Utf8("third") : default);
        return head.Id;
    }

    // Each test has a prefix of its own; the files have none.
    private JsonArray Json(Dictionary<string, Dictionary<string, AttributeValue>> items)
    {
        var json = new JsonArray([.. items.Values.Select(AttributeJson.Write)]).ToJsonString();
        return JsonNode.Parse(json.Replace(Options.KeyPrefix, "", StringComparison.Ordinal))!.AsArray();
    }

    private async Task RestoreAsync(ExecutionId id, JsonArray items)
    {
        foreach (var item in (await ItemsAsync(id)).Values)
        {
            await Client.DeleteItemAsync(Options.TableName, Keys(item));
        }

        foreach (var json in items)
        {
            var item = AttributeJson.Parse(json!.AsObject());
            foreach (var key in new[] { Attributes.PartitionKey, Attributes.DuePartition, Attributes.FunctionPartition, Attributes.StatusPartition })
            {
                if (item.TryGetValue(key, out var value))
                {
                    item[key] = Item.Text(Options.KeyPrefix + value.S);
                }
            }

            await Client.PutItemAsync(Options.TableName, item);
        }
    }
}
