using Durable.Core.Codecs;
using Durable.Model;
using Durable.Storage.Native;
using Durable.Testing;

namespace Durable.Storage.Tests.Sqlite;

public sealed class EncodedDataTests : IDisposable
{
    private readonly SqliteStoreFixture _fixture = new();
    private readonly PayloadCodecs _codecs;

    public EncodedDataTests()
    {
        var options = new PayloadCodecOptions();
        foreach (var codec in TestCodecs.Both)
        {
            options.Codecs.Add(codec);
        }

        _codecs = new PayloadCodecs(options);
    }

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Whatever_stored_bit_is_changed_the_data_is_right_or_refused()
    {
        var head = _fixture.NewHead("{\"a\":1}");
        await using (var store = _fixture.Open())
        {
            var encoded = new ExecutionStore(store, _codecs);
            Assert.Null(await encoded.CreateAsync(head));
            Assert.True(await encoded.CommitAsync(new Checkpoint(head.Next(), "{\"w\":1}"u8.ToArray()), WritePurpose.Checkpoint, CancellationToken.None));
            head = head.Next().Ended(_fixture.Time.GetUtcNow()) with { Error = new ErrorObject { ErrorMessage = "message" } };
            Assert.True(await encoded.CommitAsync(new Checkpoint(head, "{\"w\":2}"u8.ToArray()), WritePurpose.Checkpoint, CancellationToken.None));
        }

        var random = new Random(1);
        var (refused, tried) = (0, 0);
        foreach (var (table, column, condition) in Places)
        {
            var original = Read(table, column, condition);
            for (var i = 0; i < 40; i++)
            {
                tried++;
                var changed = (byte[])original.Clone();
                changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(8));
                Write(table, column, condition, changed);
                await using var store = _fixture.Open();
                try
                {
                    var loaded = (await new ExecutionStore(store, _codecs).LoadAsync(head.Id))!;
                    Assert.Equal(("{\"a\":1}", "\"done\"", "message"), (loaded.Head.Input, loaded.Head.Result, loaded.Head.Error?.ErrorMessage));
                    Assert.Equal(["{\"w\":1}"u8.ToArray(), "{\"w\":2}"u8.ToArray()], loaded.Segments.Select(static segment => segment.ToArray()));
                }
                catch (CheckpointStoreException exception)
                {
                    Assert.Equal(StoreFailure.Fatal, exception.Failure);
                    refused++;
                }
            }

            Write(table, column, condition, original);
        }

        Assert.InRange(refused, tried * 9 / 10, tried);
    }

    private static readonly (string Table, string Column, string Condition)[] Places =
    [
        ("log", "records", "version = 1"),
        ("log", "records", "version = 2"),
        ("log", "records", "version = 3"),
        ("executions", "result", "id = 1"),
        ("executions", "error", "id = 1"),
    ];

    private byte[] Read(string table, string column, string condition)
    {
        using var database = Database.Open(_fixture.Path, TimeSpan.Zero);
        using var statement = database.PrepareOnce($"SELECT {column} FROM {table} WHERE {condition}");
        Assert.True(statement.Step());
        return statement.Bytes(0).ToArray();
    }

    private void Write(string table, string column, string condition, byte[] bytes)
    {
        using var database = Database.Open(_fixture.Path, TimeSpan.Zero);
        using var statement = database.PrepareOnce($"UPDATE {table} SET {column} = ?1 WHERE {condition}");
        if (column == "records")
        {
            statement.BindBlob(1, bytes);
        }
        else
        {
            statement.BindText(1, bytes);
        }

        statement.Execute();
    }
}
