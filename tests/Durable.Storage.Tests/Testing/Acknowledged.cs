using System.Text;
using Durable.Testing;

namespace Durable.Storage.Tests.Testing;

/// <summary>What child processes have said is committed, over several lives on the same data.</summary>
internal sealed class Acknowledged
{
    private readonly Dictionary<ExecutionId, long> _versions = [];

    /// <summary>Takes down what children say while they live, so many times in all, and what they had said when they were killed.</summary>
    public async Task ListenAsync(ChildProcess child, int lines)
    {
        Assert.Equal("open", await child.ReadLineAsync());
        for (var i = 0; i < lines; i++)
        {
            Note(await child.ReadLineAsync() ?? throw new InvalidOperationException("The child ended by itself."));
        }

        foreach (var line in await child.KillAsync())
        {
            Note(line);
        }
    }

    /// <summary>All of it is there, and nothing is there by half.</summary>
    public async Task RequireAsync(ICheckpointStore store)
    {
        foreach (var (id, version) in _versions)
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

        Assert.True(listed >= _versions.Count);
    }

    private void Note(string line)
    {
        var parts = line.Split(' ');
        Assert.True(ExecutionId.TryParse(parts[0], out var id));
        _versions[id] = long.Parse(parts[1]);
    }
}
