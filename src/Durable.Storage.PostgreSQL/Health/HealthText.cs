namespace Durable.Storage.PostgreSQL.Health;

/// <summary>Says who keeps dead rows, and what to do.</summary>
internal static class HealthText
{
    public static string Of(DatabaseHealth health) => health.Keeper is { } keeper
        ? Of(keeper)
        : health.SeesSessions
            ? "Nobody keeps them: look whether autovacuum is on, and keeps up."
            : "Who keeps them the role of this host may not see: look in pg_stat_activity for the oldest xact_start, or grant it pg_read_all_stats.";

    private static string Of(RowKeeper keeper) => keeper.Kind switch
    {
        RowKeeperKind.Transaction => Invariant(
            $"{Session("A transaction", keeper)} keeps them: end it, if need be with SELECT pg_terminate_backend({keeper.Pid}), and have its application commit earlier."),
        RowKeeperKind.Standby => $"{Session("A query on the standby", keeper)} keeps them: end it there, or turn hot_standby_feedback off.",
        RowKeeperKind.ReplicationSlot => $"The replication slot '{keeper.Name}' keeps them: have its reader go on, or drop it if it has none.",
        _ => $"The prepared transaction '{keeper.Name}', open for {Duration(keeper.Age)}, keeps them: COMMIT PREPARED or ROLLBACK PREPARED it.",
    };

    private static string Session(string what, RowKeeper keeper) => Invariant(
        $"{what} of pid {keeper.Pid}{(keeper.Name.Length > 0 ? $" ('{keeper.Name}')" : "")}, open for {Duration(keeper.Age)},");

    private static string Duration(TimeSpan? age) => age switch
    {
        null => "an unknown time",
        { TotalHours: < 2 } => Invariant($"{age.Value.TotalMinutes:0} min"),
        _ => Invariant($"{age.Value.TotalHours:0} h"),
    };
}
