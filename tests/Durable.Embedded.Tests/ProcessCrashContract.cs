using System.Globalization;
using Durable.Model;
using Durable.Storage;
using Durable.Testing;

namespace Durable.Embedded.Tests;

/// <summary>Real processes on a real database, killed at any moment.</summary>
public abstract class ProcessCrashContract : IDisposable
{
    private const int MostStartsALife = 48;
    private const int LoadsAtOnce = 8;

    private readonly TemporaryDirectory _directory = new();
    private readonly HashSet<string> _started = [];
    private readonly HashSet<(string Execution, string Step)> _finished = [];
    private int _linesSeen;

    /// <summary>How many processes are killed, one after the other.</summary>
    protected abstract int Kills { get; }

    private string JournalPath => _directory.File("steps.journal");

    public void Dispose()
    {
        _directory.Dispose();
        GC.SuppressFinalize(this);
    }

    [FullFact]
    public async Task However_often_its_process_is_killed_every_execution_ends_and_no_finished_step_runs_again()
    {
        var interrupted = 0;
        for (var life = 0; life < Kills; life++)
        {
            using var child = ChildProcess.Start("run", [JournalPath, .. await WhereAsync()]);
            Assert.Equal("open", await child.ReadLineAsync());

            // Every fourth dies while it takes up what the one before has left.
            for (var starts = life % 4 == 3 ? 0 : Random.Shared.Next(1, MostStartsALife); starts > 0; starts--)
            {
                _started.Add(await child.ReadLineAsync() ?? throw new InvalidOperationException("The child ended by itself."));
            }

            _started.UnionWith(await child.KillAsync());
            interrupted += (await InspectAsync()).Count(static head => head.Status == ExecutionStatus.Running);
        }

        using var last = ChildProcess.Start("run", [JournalPath, .. await WhereAsync()]);
        Assert.Equal("open", await last.ReadLineAsync());
        _started.UnionWith(await last.EndAsync());

        var heads = await InspectAsync();
        Assert.All(heads, static head => Assert.Equal((ExecutionStatus.Succeeded, ResultOf(head)), (head.Status, head.Result)));
        Assert.Subset(heads.Select(static head => head.Id.ToString()).ToHashSet(), _started);
        Assert.All(Journal().Where(static line => line.IsOnce).CountBy(static line => line.Step), static count => Assert.Equal(1, count.Value));
        Assert.True(interrupted > Kills, $"Only {interrupted} executions were interrupted.");
    }

    /// <summary>What tells a child process where its store is.</summary>
    protected abstract Task<string[]> WhereAsync();

    /// <summary>Opens that store while no child runs.</summary>
    protected abstract Task<ICheckpointStore> OpenStoreAsync();

    /// <summary>A file that goes with the test.</summary>
    protected string TemporaryFile(string name) => _directory.File(name);

    // Between two lives: whatever had been recorded as finished by the last kill has not begun again since.
    private async Task<IReadOnlyList<ExecutionHead>> InspectAsync()
    {
        var lines = Journal();
        Assert.All(lines.Skip(_linesSeen), line => Assert.DoesNotContain(line.Step, _finished));
        _linesSeen = lines.Count;

        var store = await OpenStoreAsync();
        await using var closing = (IAsyncDisposable)store;
        List<ExecutionHead> heads = [];
        var query = new ExecutionQuery { PageSize = ExecutionQuery.MaxPageSize };
        do
        {
            var page = await store.ListAsync(query);
            foreach (var group in page.Heads.Chunk(LoadsAtOnce))
            {
                foreach (var stored in await Task.WhenAll(group.Select(async listed => (await store.LoadAsync(listed.Id))!)))
                {
                    heads.Add(stored.Head);
                    _finished.UnionWith(StoredHistory.Of(stored)
                        .Where(static e => e.EventType == HistoryEventType.StepSucceeded)
                        .Select(e => (stored.Head.Id.ToString(), e.Id!)));
                }
            }

            query = query with { Marker = page.NextMarker };
        }
        while (query.Marker is not null);

        return heads;
    }

    private List<((string Execution, string Step) Step, bool IsOnce)> Journal() =>
        [.. File.ReadLines(JournalPath).Select(static line => line.Split(' ')).Select(static parts => ((parts[0], parts[1]), parts[3] == "once"))];

    private static string ResultOf(ExecutionHead head) =>
        (7 * (int.Parse(head.Input!, CultureInfo.InvariantCulture) + 1)).ToString(CultureInfo.InvariantCulture);
}
