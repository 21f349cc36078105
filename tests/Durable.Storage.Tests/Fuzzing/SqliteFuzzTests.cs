using Durable.Model;
using Durable.Storage.Native;
using Durable.Storage.Tests.Sqlite;
using Durable.Testing;
using Durable.Testing.Fuzzing;

namespace Durable.Storage.Tests.Fuzzing;

public sealed class SqliteFuzzTests : IDisposable
{
    private static readonly string[] s_columns =
    [
        .. HeadRow.Columns.Split(", ").Where(static column => column is not ("id" or "function" or "name")), "function", "name", "wake_shard", "result", "error",
    ];

    private static readonly string[] s_values =
    [
        "NULL", "0", "-1", "1", "7", "9223372036854775807", "-9223372036854775808", "253402300800000", "-62135596800001", "1e300", "''", "'null'", "'{}'", "'[1]'",
        "'{\"a\":null}'", "'{\"a\":{}}'", "'a/b'", "'a/b/c/d'", "'f/n/r/'", "char(0)", "CAST(x'ff' AS TEXT)", "CAST(x'eda080' AS TEXT)", "x''", "x'ff'", "x'7b'",
        "x'7b226572726f7254797065223a377d'", "x'5b5b5b5b'", "replace(hex(zeroblob(5000)), '00', '[')", "replace(hex(zeroblob(5000)), '00', '{\"a\":')",
    ];

    private readonly SqliteStoreFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task A_changed_row_is_read_or_damaged_and_the_others_are_read_as_ever()
    {
        await using var store = _fixture.Open();
        var sound = _fixture.NewHead();
        var damaged = await WriteAsync(store);
        await store.CreateAsync(sound);
        using var database = Database.Open(_fixture.Path, TimeSpan.FromSeconds(5));
        var row = database.ReadInteger($"SELECT id FROM executions WHERE name = '{damaged.Name}'");
        database.Execute("CREATE TEMP TABLE sound AS SELECT * FROM executions");

        await Fuzz.RunAsync(1_000, async (random, what) =>
        {
            for (var changes = random.Next(1, 3); changes > 0; changes--)
            {
                var change = $"{s_columns[random.Next(s_columns.Length)]} = {s_values[random.Next(s_values.Length)]}";
                what.Add(change);
                TryExecute(database, $"UPDATE executions SET {change} WHERE id = {row}");
            }

            await StoreFuzz.ReadAllAsync(store, damaged, sound.Id);
            database.Execute($"DELETE FROM executions WHERE id = {row}");
            database.Execute($"INSERT INTO executions SELECT * FROM sound WHERE id = {row}");
        });
    }

    // A strict table refuses many a value.
    private static void TryExecute(Database database, string sql)
    {
        try
        {
            database.Execute(sql);
        }
        catch (DatabaseException)
        {
        }
    }

    private async Task<ExecutionId> WriteAsync(SqliteCheckpointStore store)
    {
        var first = _fixture.NewHead() with
        {
            BusinessKey = "order-42",
            Tags = TagSet.Of([KeyValuePair.Create("team", "blue")]),
            Invoker = new ExecutionInvoker(new ExecutionId("f", "n"), "run", "1"),
            TenantId = "acme",
        };
        await store.CreateAsync(first);
        var next = first.Next() with { Error = new ErrorObject { ErrorType = "T", StackTrace = ["at a"] }, ParkedAt = first.StartedAt };
        Assert.True(await store.CommitAsync(new Checkpoint(next, "{\"w\":1}"u8.ToArray())));
        return first.Id;
    }
}
