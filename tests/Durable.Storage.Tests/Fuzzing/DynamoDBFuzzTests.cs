using System.Text;
using Amazon.DynamoDBv2.Model;
using Durable.Model;
using Durable.Testing;
using Durable.Testing.Fuzzing;

namespace Durable.Storage.Tests.Fuzzing;

public sealed class DynamoDBFuzzTests
{
    private static readonly ManualTimeProvider s_time = new();

    private static readonly string[] s_texts =
        ["", "0", "-1", "1", "2", "7", "1.5", "1e400", "abc", "\0", "a/b", "x#a/b", "{", "{}", "null", "[[[[", "9223372036854775808", "-9223372036854775808", "253402300800000", "head"];

    [Theory]
    [InlineData(0)]
    [InlineData(4096)]
    public async Task A_changed_item_is_read_or_damaged_and_the_others_are_read_as_ever(int tailLimit)
    {
        var (client, stub) = StubDynamoDB.Create();
        await using var store = DynamoDBCheckpointStore.Open(
            new DynamoDBStoreOptions { TailLimit = tailLimit, HeadCacheBytes = 0 }, client, s_time);
        var damaged = await WriteAsync(store);
        var sound = SampleHeads.New(s_time.GetUtcNow());
        await store.CreateAsync(sound);
        var items = stub.Items.ToArray();
        var victims = Enumerable.Range(0, items.Length).Where(index => items[index]["pk"].S.EndsWith(damaged.ToString(), StringComparison.Ordinal)).ToArray();

        await Fuzz.RunAsync(500, async (random, what) =>
        {
            var changed = items.ToArray();
            for (var changes = random.Next(1, 3); changes > 0; changes--)
            {
                var victim = victims[random.Next(victims.Length)];
                changed[victim] = Change(changed[victim], random, what);
            }

            stub.Replace(changed);
            await StoreFuzz.ReadAllAsync(store, damaged, sound.Id);
        });
    }

    private static Dictionary<string, AttributeValue> Change(Dictionary<string, AttributeValue> item, Random random, List<string> what)
    {
        var changed = new Dictionary<string, AttributeValue>(item);
        var names = item.Keys.Where(static name => name is not ("pk" or "sk")).ToArray();
        var name = names[random.Next(names.Length)];
        what.Add($"{item["sk"].S}/{name}");
        if (random.Next(8) == 0)
        {
            changed.Remove(name);
        }
        else
        {
            changed[name] = Other(item[name], random, what);
        }

        return changed;
    }

    private static AttributeValue Other(AttributeValue value, Random random, List<string> what)
    {
        var text = s_texts[random.Next(s_texts.Length)];
        what.Add(text);
        byte[] bytes = value.B is { } stored ? new Mutator(random, [stored.ToArray()]).Next() : Encoding.UTF8.GetBytes(text);
        return random.Next(7) switch
        {
            0 => new AttributeValue { S = text },
            1 => new AttributeValue { N = text },
            2 => new AttributeValue { NULL = true },
            3 => new AttributeValue { L = [new AttributeValue { N = text }] },
            4 => new AttributeValue { M = new Dictionary<string, AttributeValue> { ["c"] = new() { S = text }, ["n"] = new() { N = text } } },
            5 when value.S is { } s => new AttributeValue { S = Encoding.UTF8.GetString(new Mutator(random, [Encoding.UTF8.GetBytes(s)]).Next()) },
            5 when value.N is not null => new AttributeValue { N = text },
            _ => new AttributeValue { B = new MemoryStream(bytes) },
        };
    }

    // With all that an item can hold: a log of several segments, data in items of its own, compressed data.
    private static async Task<ExecutionId> WriteAsync(DynamoDBCheckpointStore store)
    {
        var head = SampleHeads.New(s_time.GetUtcNow(), input: new string('x', 5_000)) with
        {
            BusinessKey = "order-42",
            Tags = TagSet.Of([KeyValuePair.Create("team", "blue")]),
            Invoker = new ExecutionInvoker(new ExecutionId("f", "n"), "run", "1"),
            TenantId = "acme",
        };
        Assert.Null(await store.CreateAsync(head));
        for (var i = 0; i < 3; i++)
        {
            head = head.Next();
            Assert.True(await store.CommitAsync(new Checkpoint(head, Encoding.UTF8.GetBytes(new string('w', 2_000)))));
        }

        var large = new StringBuilder();
        var random = new Random(1);
        while (large.Length < 500_000)
        {
            large.Append(random.Next());
        }

        head = head.Next() with { ParkedAt = head.StartedAt, Error = new ErrorObject { ErrorType = "T", StackTrace = ["at a"] }, Result = large.ToString() };
        Assert.True(await store.CommitAsync(new Checkpoint(head, "{\"w\":1}"u8.ToArray())));
        return head.Id;
    }
}
