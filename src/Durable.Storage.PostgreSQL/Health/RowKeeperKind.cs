namespace Durable.Storage.PostgreSQL.Health;

/// <summary>Kinds of <see cref="RowKeeper"/>.</summary>
internal enum RowKeeperKind
{
    /// <summary>A session with a transaction.</summary>
    Transaction,

    /// <summary>A standby that answers queries and tells what they see (<c>hot_standby_feedback</c>).</summary>
    Standby,

    /// <summary>A replication slot.</summary>
    ReplicationSlot,

    /// <summary>A transaction of a two-phase commit that nobody has ended.</summary>
    PreparedTransaction,
}
