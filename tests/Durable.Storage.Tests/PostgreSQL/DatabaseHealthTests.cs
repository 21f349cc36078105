using Durable.Storage.PostgreSQL.Health;
using Durable.Testing;
using Microsoft.Extensions.Logging;

namespace Durable.Storage.Tests.PostgreSQL;

/// <summary>When dead rows are warned of, and what the warning says.</summary>
public sealed class DatabaseHealthTests
{
    private static readonly RowKeeper s_slot = new(RowKeeperKind.ReplicationSlot, "analytics", null, null, 90_000);

    private readonly RecordedLogs _logs = new();
    private readonly DeadRowsAlarm _alarm;

    public DatabaseHealthTests() => _alarm = new DeadRowsAlarm(_logs.CreateFactory().CreateLogger("store"));

    [Fact]
    public void Dead_rows_that_stay_are_warned_of_once()
    {
        Look(dead: 250_000, Session(minutes: 39));
        Assert.Empty(_logs.Lines);

        Look(dead: 300_000, Session(minutes: 40));
        Look(dead: 350_000, Session(minutes: 41));

        Assert.Equal(
            "The tables heads and wakes have 300000 dead rows beside 1000 live ones, so commits get slower. A transaction of pid 123 ('psql'), open for 40 min, "
            + "keeps them: end it, if need be with SELECT pg_terminate_backend(123), and have its application commit earlier.",
            Assert.Single(_logs.Lines).Message);
    }

    [Fact]
    public void Another_one_that_keeps_them_is_named_too()
    {
        Look(dead: 250_000, Session(minutes: 39));
        Look(dead: 250_000, Session(minutes: 40));

        Look(dead: 250_000, s_slot);

        Assert.Equal(2, _logs.Lines.Count);
        Assert.EndsWith("The replication slot 'analytics' keeps them: have its reader go on, or drop it if it has none.", _logs.Lines[1].Message);
    }

    [Fact]
    public void It_is_said_that_they_are_gone_and_warned_of_when_they_come_back()
    {
        foreach (var dead in (long[])[250_000, 250_000, 500, 250_000, 250_000])
        {
            Look(dead, keeper: null);
        }

        Assert.Equal([LogLevel.Warning, LogLevel.Information, LogLevel.Warning], _logs.Lines.Select(static line => line.Level));
    }

    [Theory]
    [InlineData(1_000, 99_999)]
    [InlineData(1_000_000, 999_999)]
    public void As_many_as_vacuum_leaves_as_a_matter_of_course_are_not_warned_of(long live, long dead)
    {
        for (var looks = 0; looks < 3; looks++)
        {
            _alarm.Look(new DatabaseHealth([new TableRows("heads", live, dead)], Session(minutes: 40), SeesSessions: true, 0));
        }

        Assert.Empty(_logs.Lines);
    }

    [Fact]
    public void A_statement_that_is_under_way_is_not_to_blame()
    {
        Assert.Null(Health(250_000, Session(minutes: 0)).Keeper);
        Assert.Null(Health(250_000, s_slot with { Transactions = 9_999 }).Keeper);
        Assert.NotNull(Health(250_000, s_slot with { Transactions = 10_000 }).Keeper);
    }

    [Fact]
    public void Every_cause_is_said_with_what_to_do()
    {
        Assert.Equal("Nobody keeps them: look whether autovacuum is on, and keeps up.", TextOf(null));
        Assert.Equal(
            "Who keeps them the role of this host may not see: look in pg_stat_activity for the oldest xact_start, or grant it pg_read_all_stats.",
            HealthText.Of(Health(250_000, null) with { SeesSessions = false }));
        Assert.Equal(
            "A query on the standby of pid 7 ('replica'), open for 3 h, keeps them: end it there, or turn hot_standby_feedback off.",
            TextOf(new RowKeeper(RowKeeperKind.Standby, "replica", 7, TimeSpan.FromHours(3), 12_000)));
        Assert.Equal(
            "The prepared transaction 'order-1', open for 90 min, keeps them: COMMIT PREPARED or ROLLBACK PREPARED it.",
            TextOf(new RowKeeper(RowKeeperKind.PreparedTransaction, "order-1", null, TimeSpan.FromMinutes(90), 12_000)));

        static string TextOf(RowKeeper? keeper) => HealthText.Of(Health(250_000, keeper));
    }

    private static RowKeeper Session(int minutes) => new(RowKeeperKind.Transaction, "psql", 123, TimeSpan.FromMinutes(minutes), 500_000);

    private static DatabaseHealth Health(long dead, RowKeeper? keeper) =>
        new([new TableRows("heads", 600, dead - 10), new TableRows("wakes", 400, 10)], keeper, SeesSessions: true, 0);

    private void Look(long dead, RowKeeper? keeper) => _alarm.Look(Health(dead, keeper));
}
