using Durable.Storage.Tests.Testing;
using Durable.Testing;

namespace Durable.Storage.Tests.Sqlite;

public sealed class SqliteCrashTests : IDisposable
{
    private readonly SqliteStoreFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [FullFact]
    public async Task What_a_killed_process_had_acknowledged_is_there_and_nothing_is_there_by_half()
    {
        var acknowledged = new Acknowledged();
        for (var life = 1; life <= 3; life++)
        {
            using var child = ChildProcess.Start("write", _fixture.Path);
            await acknowledged.ListenAsync(child, 500 * life);
            await using var store = _fixture.Open();
            await acknowledged.RequireAsync(store);
        }
    }
}
