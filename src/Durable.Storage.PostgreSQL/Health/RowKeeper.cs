namespace Durable.Storage.PostgreSQL.Health;

/// <summary>Who keeps the database from removing dead rows, because it may still have to see them.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">The application, the replication slot or the prepared transaction.</param>
/// <param name="Pid">The session of a transaction or a standby.</param>
/// <param name="Age">For how long; null for a slot, of which nobody counts that.</param>
/// <param name="Transactions">How many transactions have begun meanwhile.</param>
internal sealed record RowKeeper(RowKeeperKind Kind, string Name, int? Pid, TimeSpan? Age, long Transactions);
