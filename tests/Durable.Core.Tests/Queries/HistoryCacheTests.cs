using Durable.Core.Queries;
using Durable.Model;
using Durable.Storage;
using Durable.Testing;

namespace Durable.Core.Tests.Queries;

public sealed class HistoryCacheTests
{
    private readonly ManualTimeProvider _clock = new();
    private readonly HistoryCache _cache;

    public HistoryCacheTests()
    {
        _cache = new HistoryCache(_clock);
    }

    [Fact]
    public void What_was_put_in_is_found_for_the_same_version_with_the_same_data()
    {
        var head = Head();
        IReadOnlyList<HistoryEvent> events = [];
        _cache.Add(head, includesData: true, events);

        Assert.Same(events, _cache.Find(head, includesData: true));
        Assert.Null(_cache.Find(head, includesData: false));
        Assert.Null(_cache.Find(head with { Version = head.Version + 1 }, includesData: true));
        Assert.Null(_cache.Find(head with { RunId = "another run" }, includesData: true));
    }

    [Fact]
    public void A_newer_version_takes_the_place_of_the_older()
    {
        var head = Head();
        _cache.Add(head, includesData: true, []);
        var newer = head with { Version = head.Version + 1 };

        _cache.Add(newer, includesData: true, []);

        Assert.Null(_cache.Find(head, includesData: true));
        Assert.NotNull(_cache.Find(newer, includesData: true));
    }

    [Fact]
    public void The_one_that_was_added_first_makes_room_for_the_one_that_does_not_fit()
    {
        var (first, second, third) = (Head(megabytes: 30), Head(megabytes: 30), Head(megabytes: 30));
        _cache.Add(first, includesData: true, []);
        _cache.Add(second, includesData: true, []);

        _cache.Add(third, includesData: true, []);

        Assert.Null(_cache.Find(first, includesData: true));
        Assert.NotNull(_cache.Find(second, includesData: true));
        Assert.NotNull(_cache.Find(third, includesData: true));
    }

    [Fact]
    public void One_that_is_larger_than_all_the_room_is_not_kept_and_pushes_nobody_out()
    {
        var (small, large) = (Head(), Head(megabytes: 65));
        _cache.Add(small, includesData: true, []);

        _cache.Add(large, includesData: true, []);

        Assert.Null(_cache.Find(large, includesData: true));
        Assert.NotNull(_cache.Find(small, includesData: true));
    }

    [Fact]
    public void What_is_removed_gives_its_room_back()
    {
        var (first, second) = (Head(megabytes: 60), Head(megabytes: 30));
        _cache.Add(first, includesData: true, []);
        _cache.Remove(first, includesData: true);
        _cache.Add(second, includesData: true, []);
        _cache.Add(Head(megabytes: 30), includesData: true, []);

        Assert.NotNull(_cache.Find(second, includesData: true));
    }

    [Fact]
    public void It_is_empty_a_minute_after_the_last_page_was_turned()
    {
        var head = Head();
        _cache.Add(head, includesData: true, []);
        _clock.Advance(TimeSpan.FromSeconds(59));
        _cache.Add(head, includesData: true, []);

        _clock.Advance(TimeSpan.FromSeconds(59));
        Assert.NotNull(_cache.Find(head, includesData: true));

        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(_cache.Find(head, includesData: true));
    }

    private ExecutionHead Head(int megabytes = 1) => SampleHeads.New(_clock.GetUtcNow()) with { LogBytes = megabytes * 1024L * 1024 };
}
