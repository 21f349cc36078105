using System.Text.Json;
using Durable.Core.Codecs;
using Durable.Core.Queries;
using Durable.Core.Queries.Waiting;
using Durable.Model;
using Durable.Testing;

namespace Durable.Core.Tests.Queries;

/// <summary>What it costs to read the history of a long log, and that it is the same as that of a short one.</summary>
public sealed class LongHistoryTests
{
    private const int Steps = 60;
    private const int StepBytes = 200_000;

    private readonly EngineHarness _engine = new();
    private readonly PartwiseStore _store;
    private readonly ExecutionQueries _queries;

    public LongHistoryTests()
    {
        _store = new PartwiseStore(_engine.Disk);
        var store = new ExecutionStore(_store, PayloadCodecs.None);
        _queries = new ExecutionQueries(store, new LogReads(store, _engine.Clock, maxConcurrent: 1), new StuckRules(new DurableFunctionRegistry(), _engine.Clock, hasLeases: true));
    }

    [Theory]
    [InlineData(7, false, true)]
    [InlineData(7, true, true)]
    [InlineData(1000, false, true)]
    [InlineData(1000, true, false)]
    [InlineData(50, false, false)]
    public async Task All_pages_are_the_whole_history(int pageSize, bool reverseOrder, bool includeData)
    {
        Run(Steps);

        var events = await ReadAsync(new HistoryQuery { PageSize = pageSize, ReverseOrder = reverseOrder, IncludeExecutionData = includeData });

        var all = _engine.History.Select(one => includeData ? one : one with
        {
            Details = one.Details with
            {
                Input = one.Details.Input is { Payload: not null } ? new EventPayload(null, Truncated: true) : one.Details.Input,
                Result = one.Details.Result is { Payload: not null } ? new EventPayload(null, Truncated: true) : one.Details.Result,
                Error = one.Details.Error is not null ? new EventError(null, Truncated: true) : null,
            },
        });
        Assert.Equal(Text(reverseOrder ? all.Reverse() : all), Text(events));
    }

    [Fact]
    public async Task A_page_reads_no_more_of_the_log_than_what_is_on_it()
    {
        Run(Steps);
        var first = await _queries.GetHistoryAsync(_engine.Head.Id, new HistoryQuery { PageSize = 10 }, default);
        _store.BytesRead = 0;

        var second = await _queries.GetHistoryAsync(_engine.Head.Id, new HistoryQuery { PageSize = 10, Marker = first.NextMarker }, default);

        Assert.Equal(10, second.Events.Count);
        Assert.InRange(_store.BytesRead, 1, 10 * StepBytes);
        _store.BytesRead = 0;
        await _queries.GetHistoryAsync(_engine.Head.Id, new HistoryQuery { IncludeExecutionData = false }, default);
        Assert.Equal((0, 0), (_store.BytesRead, _store.Loads));
    }

    [Fact]
    public async Task A_log_that_has_grown_is_read_on_from_where_it_had_been_read_to()
    {
        _engine.Start(LongAsync(Steps));
        _engine.RunUntil(() => _engine.Head.LogBytes > 8 * StepBytes);
        var bytesBefore = _engine.Head.LogBytes;
        var before = (await ReadAsync(new HistoryQuery { PageSize = 1000, IncludeExecutionData = false })).Count;
        _store.BytesRead = 0;
        _engine.RunToEnd();

        var after = await ReadAsync(new HistoryQuery { PageSize = 1000, IncludeExecutionData = false });

        Assert.InRange(_store.BytesRead, 1, _engine.Head.LogBytes - bytesBefore);
        Assert.True(after.Count > before);
        Assert.Equal(Text(_engine.History), Text(await ReadAsync(new HistoryQuery())));
    }

    [Fact]
    public async Task As_many_logs_are_read_at_a_time_as_there_are_places()
    {
        Run(Steps);
        var (reading, most, release) = (0, 0, new TaskCompletionSource());
        _store.Reading = async () =>
        {
            most = Math.Max(most, Interlocked.Increment(ref reading));
            await release.Task;
            Interlocked.Decrement(ref reading);
        };

        var both = Enumerable.Range(0, 2).Select(_ => _queries.GetHistoryAsync(_engine.Head.Id, new HistoryQuery(), default)).ToArray();
        release.SetResult();
        await Task.WhenAll(both).OrFail();

        Assert.Equal(1, most);
    }

    private static Func<IDurableContext, Task<string>> LongAsync(int steps) => async context =>
    {
        for (var i = 0; i < steps; i++)
        {
            await context.StepAsync((_, _) => Task.FromResult(new string((char)('a' + (i % 26)), StepBytes)));
            if (i % 20 == 10)
            {
                await Assert.ThrowsAsync<StepException>(() => context.StepAsync<int>(
                    static (_, _) => throw new InvalidOperationException("no"), "failing", new StepConfig { RetryStrategy = RetryStrategy.None }));
                await context.WaitAsync(TimeSpan.FromSeconds(5));
            }
        }

        return new string('r', 100_000);
    };

    private static IEnumerable<string> Text(IEnumerable<HistoryEvent> events) => events.Select(static one => JsonSerializer.Serialize(one));

    private void Run(int steps)
    {
        _engine.Start(LongAsync(steps));
        _engine.RunToEnd();
    }

    private async Task<List<HistoryEvent>> ReadAsync(HistoryQuery query)
    {
        List<HistoryEvent> events = [];
        HistoryPage page;
        do
        {
            page = await _queries.GetHistoryAsync(_engine.Head.Id, query, default);
            Assert.NotEmpty(page.Events);
            events.AddRange(page.Events);
            query = query with { Marker = page.NextMarker };
        }
        while (page.NextMarker is not null);

        return events;
    }
}
