using Durable.Storage.Tests.Testing;
using Durable.Testing;

namespace Durable.Storage.Tests.PostgreSQL;

public sealed class PostgreSQLCrashTests
{
    [FullFact]
    public async Task What_a_killed_process_had_acknowledged_is_there_and_nothing_is_there_by_half()
    {
        var options = await TestPostgreSQL.OptionsAsync();
        await using var store = PostgreSQLCheckpointStore.Open(options);
        var acknowledged = new Acknowledged();
        for (var life = 1; life <= 3; life++)
        {
            using var child = ChildProcess.Start("write", "postgres", options.ConnectionString!, options.Schema);
            await acknowledged.ListenAsync(child, 100 * life);
            await acknowledged.RequireAsync(store);
        }
    }
}
