using System.Text;

namespace Durable.Storage.Tests.Sqlite;

public sealed class SqliteCrashTests : IDisposable
{
    private readonly SqliteStoreFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task What_a_killed_process_had_acknowledged_is_there_and_nothing_is_there_by_half()
    {
        // Version of each execution that the child said is committed, over several lives on the same file.
        var acknowledged = new Dictionary<ExecutionId, long>();
        for (var life = 1; life <= 3; life++)
        {
            using var child = ChildProcess.Start("write", _fixture.Path);
            Assert.Equal("open", await child.ReadLineAsync());
            for (var i = 0; i < 500 * life; i++)
            {
                Note(acknowledged, await child.ReadLineAsync() ?? throw new InvalidOperationException("The child ended by itself."));
            }

            foreach (var line in await child.KillAsync())
            {
                Note(acknowledged, line);
            }

            await RequireAsync(acknowledged);
        }
    }

    private static void Note(Dictionary<ExecutionId, long> acknowledged, string line)
    {
        var parts = line.Split(' ');
        Assert.True(ExecutionId.TryParse(parts[0], out var id));
        acknowledged[id] = long.Parse(parts[1]);
    }

    private async Task RequireAsync(Dictionary<ExecutionId, long> acknowledged)
    {
        await using var store = _fixture.Open();
        foreach (var (id, version) in acknowledged)
        {
            Assert.True((await store.ReadHeadAsync(id, includeData: false))?.Version >= version, $"{id} was acknowledged in version {version}.");
        }

        var query = new ExecutionQuery { PageSize = ExecutionQuery.MaxPageSize };
        var listed = 0;
        do
        {
            var page = await store.ListAsync(query);
            foreach (var head in page.Heads)
            {
                var loaded = await store.LoadAsync(head.Id);
                var expected = Enumerable.Range(2, (int)head.Version - 1).Select(version => $"{head.Id.Name} {version}");
                Assert.Equal(expected, loaded!.Segments.Select(static segment => Encoding.UTF8.GetString(segment.Span)));
            }

            listed += page.Heads.Count;
            query = query with { Marker = page.NextMarker };
        }
        while (query.Marker is not null);

        Assert.True(listed >= acknowledged.Count);
    }
}
