using Durable.Core.Contexts;
using Durable.Testing;

namespace Durable.Core.Tests.Order;

/// <summary>Time, ids and randomness that a function may use.</summary>
public sealed class DeterministicSourcesTests
{
    public static TheoryData<bool> Lanes => OrderHarness.Lanes;

    [Theory]
    [MemberData(nameof(Lanes))]
    public void They_are_the_same_on_replay_and_cost_nothing(bool inBranch)
    {
        List<string> seen = [];
        var engine = OrderHarness.Start(inBranch, async context =>
        {
            var before = $"{context.Now:O} {context.NewGuid()} {context.NewGuid()} {context.Random.Next(1000)}";
            await context.WaitAsync(TimeSpan.FromSeconds(10), "wait");
            await context.StepAsync("step", 1);
            seen.Add($"{before} {context.Now:O} {context.NewGuid()} {context.Random.NextDouble()}");
            await context.WaitAsync(TimeSpan.FromSeconds(5), "pause");
            return seen[^1];
        });
        engine.Advance(TimeSpan.FromSeconds(11));

        engine.CrashAndResume();

        engine.RunToResult<string>();
        Assert.Equal(2, seen.Count);
        Assert.Equal(seen[0], seen[1]);
    }

    [Fact]
    public void Time_is_that_of_the_newest_thing_seen()
    {
        var engine = new EngineHarness();
        var start = engine.Clock.GetUtcNow();
        engine.Start(async context =>
        {
            var times = new List<double> { (context.Now - start).TotalSeconds };
            await context.WaitAsync(TimeSpan.FromSeconds(10));
            times.Add((context.Now - start).TotalSeconds);
            return times;
        });

        Assert.Equal([0, 10], engine.RunToResult<List<double>>());
    }

    [Theory]
    [InlineData("child")]
    [InlineData("map")]
    [InlineData("flat map")]
    public void A_start_that_a_crash_took_does_not_change_the_time_in_a_context(string kind)
    {
        foreach (var host in (EngineHost[])[EngineHost.Embedded, EngineHost.Grains])
        {
            List<DateTimeOffset> seen = [];
            var begun = 0;
            var engine = new EngineHarness(host);
            engine.Start(async context =>
            {
                switch (kind)
                {
                    case "child":
                        await context.RunInChildContextAsync((child, _) => RunAsync(child));
                        break;
                    default:
                        await context.MapAsync(
                            [1],
                            (branch, _, _, _, _) => RunAsync(branch),
                            config: new MapConfig<int> { NestingType = kind == "map" ? NestingType.Nested : NestingType.Flat });
                        break;
                }

                return 1;
            });
            engine.RunUntil(() => begun == 1);
            engine.Crash();
            engine.Clock.Advance(TimeSpan.FromMinutes(1));
            _ = engine.ActivateAsync();
            engine.RunUntil(() => begun == 2);

            Assert.Equal(2, seen.Count);
            Assert.Equal(seen[0], seen[1]);

            Task<int> RunAsync(IDurableContext inner)
            {
                seen.Add(inner.Now);
                return inner.StepAsync((_, _) =>
                {
                    begun++;
                    return new TaskCompletionSource<int>().Task;
                });
            }
        }
    }

    [Fact]
    public void Contexts_have_ids_and_numbers_of_their_own()
    {
        var engine = new EngineHarness();
        engine.Start(async context =>
        {
            var map = await context.MapAsync(new int[20], static (branch, _, _, _, _) => Task.FromResult($"{branch.NewGuid()} {branch.Random.NextInt64()}"));
            return map.GetResults().Append($"{context.NewGuid()} {context.Random.NextInt64()}").SelectMany(static pair => pair.Split(' ')).ToList();
        });

        Assert.Equal(42, engine.RunToResult<List<string>>().Distinct().Count());
    }

    [Fact]
    public void Random_numbers_stay_the_same_for_ever()
    {
        var random = new DeterministicRandom("name");

        Assert.Equal(
            (random.Next(), random.Next(6), random.Next(-5, 5), random.NextInt64(1L << 40)),
            (278278650, 5, -1, 562933921813));
    }

    [Fact]
    public void Random_numbers_are_in_range_and_spread()
    {
        var random = new DeterministicRandom("spread");
        var dice = Enumerable.Range(0, 6000).Select(_ => random.Next(6)).CountBy(static face => face).ToDictionary();

        Assert.Equal(6, dice.Count);
        Assert.All(dice, static face => Assert.InRange(face.Value, 850, 1150));
        Assert.All(Enumerable.Range(0, 1000), _ => Assert.InRange(random.NextDouble(), 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => random.Next(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => random.Next(2, 1));
    }
}
