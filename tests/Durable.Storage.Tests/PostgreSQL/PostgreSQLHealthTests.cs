using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Durable.Storage.PostgreSQL.Health;
using Durable.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Durable.Storage.Tests.PostgreSQL;

/// <summary>What the server's statistics say, asked with the rights of a host.</summary>
[Collection(QuietDatabaseCollection.Name)]
public sealed class PostgreSQLHealthTests : PostgreSQLStoreFixture
{
    [Fact]
    public async Task A_transaction_that_keeps_dead_rows_is_found_with_its_pid()
    {
        await CreateAsync(SampleHeads.New(Now));
        await using var holder = await HoldHeadsAsync();

        // Of another role's session a host sees nothing.
        var health = await Store.Health.ReadAsync(CancellationToken.None);
        Assert.Equal((null, false), (health.OldestKeeper, health.SeesSessions));

        await AsOwnerAsync($"GRANT pg_read_all_stats TO {Role}");
        try
        {
            health = await Store.Health.ReadAsync(CancellationToken.None);
            Assert.True(health.SeesSessions);
            Assert.Equal((RowKeeperKind.Transaction, holder.ProcessID), (health.OldestKeeper?.Kind, health.OldestKeeper?.Pid));
            Assert.InRange(health.OldestKeeper!.Age!.Value, TimeSpan.Zero, TimeSpan.FromMinutes(5));
        }
        finally
        {
            await AsOwnerAsync($"REVOKE pg_read_all_stats FROM {Role}");
        }
    }

    [Fact]
    public async Task Dead_rows_and_the_lag_of_slots_are_measured()
    {
        var slot = $"slot_{Guid.NewGuid():N}";
        await AsOwnerAsync($"SELECT pg_create_physical_replication_slot('{slot}', true)");
        try
        {
            await RunAsync($"INSERT INTO {Schema}.wakes (id, shard, kind, at) SELECT -i, -1, 0, 0 FROM generate_series(1, 1000) AS i");
            await using var holder = new NpgsqlConnection(Options.ConnectionString);
            await holder.OpenAsync();
            await using var hold = new NpgsqlCommand("BEGIN; SELECT pg_current_xact_id()", holder);
            await hold.ExecuteNonQueryAsync();
            await RunAsync($"UPDATE {Schema}.wakes SET at = 1");
            using var listener = new MeterListener { InstrumentPublished = Enable };
            ConcurrentDictionary<string, long> seen = new();
            listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => seen[$"{instrument.Name} {(tags.Length > 0 ? tags[0].Value : "")}"] = value);
            listener.Start();
            using var service = new HealthService(Store, null, TimeProvider.System, NullLogger.Instance);

            await service.StartedAsync(default);
            while (!seen.ContainsKey("durable.storage.slot_lag "))
            {
                await Task.Delay(10);
                listener.RecordObservableInstruments();
            }

            await service.StoppingAsync(default);

            // What was asked before the look has had no answer.
            listener.RecordObservableInstruments();
            Assert.InRange(seen["durable.storage.dead_rows wakes"], 1000, 1100);
            Assert.InRange(seen["durable.storage.live_rows wakes"], 1000, 1001);
            Assert.InRange(seen["durable.storage.slot_lag "], 1, long.MaxValue);
            Assert.InRange(seen["durable.storage.oldest_transaction "], 1, long.MaxValue);
        }
        finally
        {
            await AsOwnerAsync($"SELECT pg_drop_replication_slot('{slot}')");
        }
    }

    private string Role => new NpgsqlConnectionStringBuilder(Options.ConnectionString).Username!;

    // A session that ends has its statistics counted at once.
    private static async Task RunAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(await TestPostgreSQL.OwnerConnectionStringAsync()) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static void Enable(Instrument instrument, MeterListener listener)
    {
        if (instrument.Meter.Name == HealthMetrics.Name)
        {
            listener.EnableMeasurementEvents(instrument);
        }
    }
}
