using System.Diagnostics.Metrics;

namespace Durable.Storage.PostgreSQL.Health;

/// <summary>What was seen last, for whoever listens.</summary>
internal sealed class HealthMetrics : IDisposable
{
    /// <summary>Name of the meter; part of the public face.</summary>
    public const string Name = "OrleansDurable.Storage.PostgreSQL";

    private readonly Meter _meter;
    private DatabaseHealth? _seen;

    /// <summary>Makes the meter.</summary>
    /// <param name="factory">The host's, which disposes of the meter; null for one of its own.</param>
    public HealthMetrics(IMeterFactory? factory)
    {
        _meter = factory?.Create(Name) ?? new Meter(Name);
        _meter.CreateObservableGauge(
            "durable.storage.live_rows", () => Rows(static table => table.Live), "{row}", "Rows of the tables that are updated all the time, as the server estimates them.");
        _meter.CreateObservableGauge(
            "durable.storage.dead_rows", () => Rows(static table => table.Dead), "{row}", "Rows of these tables that updates have left and no vacuum has removed yet.");
        _meter.CreateObservableGauge(
            "durable.storage.oldest_transaction", () => Of(static health => health.OldestKeeper?.Transactions ?? 0), "{transaction}", "Transactions that have begun since the oldest one, or slot, for which dead rows are kept.");
        _meter.CreateObservableGauge(
            "durable.storage.slot_lag", () => Of(static health => health.SlotLagBytes), "By", "Bytes of write-ahead log kept for the replication slot that is behind the most.");
    }

    public void Saw(DatabaseHealth health) => Volatile.Write(ref _seen, health);

    public void Dispose() => _meter.Dispose();

    // Nothing before the first look: 0 would say that all is well.
    private IEnumerable<Measurement<long>> Of(Func<DatabaseHealth, long> value) =>
        Volatile.Read(ref _seen) is { } seen ? [new Measurement<long>(value(seen))] : [];

    private IEnumerable<Measurement<long>> Rows(Func<TableRows, long> value) =>
        Volatile.Read(ref _seen) is { } seen
            ? seen.Tables.Select(table => new Measurement<long>(value(table), new KeyValuePair<string, object?>("table", table.Table)))
            : [];
}
