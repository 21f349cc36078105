namespace Durable.Storage.PostgreSQL.Health;

/// <summary>What slows a database down slowly.</summary>
/// <param name="Tables">Rows of the tables that are updated all the time.</param>
/// <param name="OldestKeeper">Who keeps the oldest dead rows; null when nobody does who can be seen.</param>
/// <param name="SeesSessions">Whether the host's role sees what sessions of other roles do.</param>
/// <param name="SlotLagBytes">Bytes of the write-ahead log that are kept for the replication slot that is behind the most; 0 without slots.</param>
internal sealed record DatabaseHealth(IReadOnlyList<TableRows> Tables, RowKeeper? OldestKeeper, bool SeesSessions, long SlotLagBytes)
{
    // Fewer cost nothing, however long they stay; and where many live, as many dead ones are vacuumed as a matter of course.
    private const long ManyDeadRows = 100_000;

    // Each statement keeps what it sees while it runs.
    private const long LongTransactions = 10_000;
    private static readonly TimeSpan s_long = TimeSpan.FromMinutes(1);

    public long LiveRows => Tables.Sum(static table => table.Live);

    public long DeadRows => Tables.Sum(static table => table.Dead);

    /// <summary>Whether so many rows are dead that commits get slower.</summary>
    public bool HasManyDeadRows => DeadRows >= Math.Max(ManyDeadRows, LiveRows);

    /// <summary>Who keeps them; null when nobody is seen for whom they are there.</summary>
    public RowKeeper? Keeper => OldestKeeper is { } keeper && (keeper.Age is { } age ? age >= s_long : keeper.Transactions >= LongTransactions) ? keeper : null;
}
