using Durable.Core.Log.Records;
using Durable.Model;
using Durable.Testing;

namespace Durable.Core.Tests.Operations;

public sealed class BatchReplayTests
{
    private static readonly string s_large = new('x', 40_000);
    private static readonly string s_larger = new('x', 160_000);

    private readonly EngineHarness _engine = new();
    private readonly List<string> _bodies = [];

    [Theory]
    [InlineData(NestingType.Nested)]
    [InlineData(NestingType.Flat)]
    public void A_batch_gives_the_same_result_when_it_is_replayed(NestingType nesting)
    {
        _engine.Start(context => MapAsync(context, nesting, static item => item));
        var result = _engine.RunToResult<string[]>();
        _bodies.Clear();

        Assert.Equal(["AllCompleted", "0 a: 10", "1 b: bad 20", "2 c: 30"], result);
        Assert.Equal(result, _engine.Reopen().RunToResult<string[]>());
        Assert.Empty(_bodies);
    }

    [Theory]
    [InlineData(NestingType.Nested)]
    [InlineData(NestingType.Flat)]
    public void A_batch_too_large_for_the_log_gives_the_same_result_when_it_is_replayed(NestingType nesting)
    {
        _engine.Start(context => MapAsync(context, nesting, static item => item + s_larger));
        var result = _engine.RunToResult<string[]>();
        _bodies.Clear();

        Assert.True(_engine.Log.Find("1")!.Context!.ReplayChildren);
        Assert.Equal(result, _engine.Reopen().RunToResult<string[]>());
        Assert.Empty(_bodies);
    }

    [Theory]
    [InlineData(NestingType.Nested)]
    [InlineData(NestingType.Flat)]
    public void A_batch_too_large_for_the_log_is_replayed_without_a_write(NestingType nesting)
    {
        _engine.Start(context => MapAsync(context, nesting, static item => item + s_larger));
        _engine.RunToEnd();
        var replay = _engine.Reopen();
        replay.RunToEnd();

        Assert.DoesNotContain(replay.Store.Commits.SelectMany(static commit => commit.Records), static record => record is UpdateRecord);
    }

    [Theory]
    [InlineData(NestingType.Nested)]
    [InlineData(NestingType.Flat)]
    public void Of_a_large_batch_that_ended_early_only_what_had_settled_is_replayed(NestingType nesting)
    {
        _engine.Start(context => EarlyAsync(context, nesting));
        var result = _engine.RunToResult<string[]>();
        _bodies.Clear();

        Assert.True(_engine.Log.Find("1")!.Context!.ReplayChildren);
        Assert.Equal(["MinSuccessfulReached", "0 0: Started", "1 1: 300000", "2 2: 300000"], result);
        Assert.Equal(result, _engine.Reopen().RunToResult<string[]>());
        Assert.Empty(_bodies);
    }

    [Fact]
    public void A_large_branch_is_made_again_from_its_steps_when_the_batch_goes_on_after_a_crash()
    {
        _engine.Start(async context => Describe(await context.MapAsync(
            [1, 2],
            async (branch, item, _, _, _) =>
            {
                var parts = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => StepAsync(branch, s_large)));
                await branch.WaitAsync(TimeSpan.FromSeconds(item));
                return string.Concat(parts);
            })));
        _engine.Advance(TimeSpan.FromMilliseconds(1500));
        Assert.True(_engine.Log.Find("1-1")!.Context!.ReplayChildren);
        _bodies.Clear();

        _engine.Crash();

        Assert.Equal(["AllCompleted", "0 0: 320000", "1 1: 320000"], _engine.RunToResult<string[]>());
        Assert.Empty(_bodies);
    }

    [Fact]
    public void A_large_child_context_is_made_again_from_its_steps()
    {
        _engine.Start(async context =>
        {
            var large = await context.RunInChildContextAsync(
                async (child, _) => string.Concat(await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => StepAsync(child, s_large)))));
            return large.Length;
        });
        var result = _engine.RunToResult<int>();
        _bodies.Clear();

        Assert.Equal("", _engine.Log.Find("1")!.Result);
        Assert.Equal(result, _engine.Reopen().RunToResult<int>());
        Assert.Empty(_bodies);
    }

    [Fact]
    public void A_large_batch_within_a_large_context_is_replayed_with_it()
    {
        _engine.Start(context => context.RunInChildContextAsync(
            (child, _) => MapAsync(child, NestingType.Nested, static item => item + s_larger, returnsAll: true)));
        var result = _engine.RunToResult<string[]>();
        _bodies.Clear();

        Assert.True(_engine.Log.Find("1")!.Context!.ReplayChildren);
        Assert.True(_engine.Log.Find("1-1")!.Context!.ReplayChildren);
        Assert.Equal(result, _engine.Reopen().RunToResult<string[]>());
        Assert.Empty(_bodies);
    }

    [Fact]
    public void A_payload_of_exactly_the_limit_is_stored()
    {
        // Two quotes around it.
        var exact = new string('x', DurableLimits.MaxOperationPayloadBytes - 2);
        _engine.Start(async context => (await context.RunInChildContextAsync((_, _) => Task.FromResult(exact))).Length);
        _engine.RunToEnd();

        Assert.Equal((false, exact.Length + 2), (_engine.Log.Find("1")!.Context!.ReplayChildren, _engine.Log.Find("1")!.Result!.Length));
    }

    [Fact]
    public void A_payload_of_one_byte_more_is_not()
    {
        var tooLarge = new string('x', DurableLimits.MaxOperationPayloadBytes - 1);
        _engine.Start(async context => (await context.RunInChildContextAsync((_, _) => Task.FromResult(tooLarge))).Length);
        _engine.RunToEnd();

        Assert.Equal((true, ""), (_engine.Log.Find("1")!.Context!.ReplayChildren, _engine.Log.Find("1")!.Result));
    }

    [Fact]
    public void A_completed_context_whose_body_asks_for_more_when_replayed_ends_the_execution()
    {
        var calls = 0;
        _engine.Start(async context => (await context.RunInChildContextAsync(async (child, _) =>
        {
            var parts = Enumerable.Range(0, 8 + calls++).Select(_ => StepAsync(child, s_large));
            return string.Concat(await Task.WhenAll(parts));
        })).Length);
        _engine.RunToEnd();
        _engine.Options.OnDivergence = DivergenceBehavior.Fail;

        var head = _engine.Reopen().RunToEnd();

        Assert.Equal(typeof(NonDeterministicExecutionException).FullName, head.Error!.ErrorType);
        Assert.Contains("'1-9' is not in the log", head.Error.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void An_operation_that_a_completed_context_never_awaited_is_not_run_again()
    {
        var never = new TaskCompletionSource<string>();
        _engine.Start(async context =>
        {
            var length = (await context.RunInChildContextAsync(async (child, token) =>
            {
                _ = child.StepAsync((_, _) =>
                {
                    _bodies.Add("never awaited");
                    return never.Task;
                });
                return string.Concat(await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => StepAsync(child, s_large))));
            })).Length;
            await context.WaitAsync(TimeSpan.FromSeconds(1));
            return length;
        });
        _engine.RunUntilIdle();
        Assert.Equal(OperationStatus.Started, _engine.Log.Find("1-1")!.Status);
        _bodies.Clear();

        _engine.Crash();

        Assert.Equal(320_000, _engine.RunToResult<int>());
        Assert.Empty(_bodies);
    }

    [Fact]
    public void An_empty_batch_is_complete_at_once_and_when_replayed()
    {
        _engine.Start(async context => Describe(await context.MapAsync(Array.Empty<int>(), static (_, _, _, _, _) => Task.FromResult(""))));

        Assert.Equal(["AllCompleted"], _engine.RunToResult<string[]>());
        Assert.Equal(["AllCompleted"], _engine.Reopen().RunToResult<string[]>());
    }

    [Fact]
    public void An_empty_batch_needs_no_minimum()
    {
        _engine.Start(async context => Describe(await context.MapAsync(
            Array.Empty<int>(),
            static (_, _, _, _, _) => Task.FromResult(""),
            config: new MapConfig<int> { CompletionConfig = CompletionConfig.FirstSuccessful() })));

        Assert.Equal(["AllCompleted"], _engine.RunToResult<string[]>());
    }

    private async Task<string[]> MapAsync(IDurableContext context, NestingType nesting, Func<string, string> result, bool returnsAll = false)
    {
        var batch = await context.MapAsync(
            ["a", "b", "c"],
            async (branch, item, index, _, _) =>
            {
                var text = await StepAsync(branch, result($"{(index + 1) * 10}"));
                return item == "b" && !returnsAll ? throw new InvalidDataException($"bad {text[..2]}") : text;
            },
            config: new MapConfig<string>
            {
                NestingType = nesting,
                CompletionConfig = CompletionConfig.AllCompleted(),
                ItemNamer = static (item, _) => item,
            });
        return returnsAll ? [.. batch.GetResults()] : Describe(batch);
    }

    private async Task<string[]> EarlyAsync(IDurableContext context, NestingType nesting) => Describe(await context.MapAsync(
        [3, 2, 1],
        async (branch, item, _, _, _) =>
        {
            await branch.WaitAsync(TimeSpan.FromSeconds(item));
            var half = await StepAsync(branch, new string('x', 150_000));
            return half + await StepAsync(branch, new string('y', 150_000));
        },
        config: new MapConfig<int> { NestingType = nesting, CompletionConfig = new CompletionConfig { MinSuccessful = 2 } }));

    private Task<string> StepAsync(IDurableContext context, string result) => context.StepAsync((step, _) =>
    {
        _bodies.Add(step.OperationId);
        return Task.FromResult(result);
    });

    private static string[] Describe(IBatchResult<string> batch) =>
        [
            $"{batch.CompletionReason}",
            .. batch.All.Select(static item => $"{item.Index} {item.Name}: " + item.Status switch
            {
                BatchItemStatus.Succeeded => item.Result!.Length < 10 ? item.Result : $"{item.Result.Length}",
                BatchItemStatus.Failed => item.Error!.Message,
                _ => "Started",
            }),
        ];
}
