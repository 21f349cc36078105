using Durable.Model;
using Durable.Testing;

namespace Durable.Core.Tests.Order;

/// <summary>The caller's own cancellation is an outcome: recorded before the function goes on, the same on replay.</summary>
public sealed class CancelledCallTests
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(5);

    private static readonly string[] s_calls = ["step", "at most once", "retry", "wait", "callback", "wait for callback", "condition", "child", "map"];

    public static TheoryData<bool, string> Calls
    {
        get
        {
            var calls = new TheoryData<bool, string>();
            foreach (var call in s_calls)
            {
                calls.Add(false, call);
                calls.Add(true, call);
            }

            return calls;
        }
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public void A_call_that_its_caller_cancelled_is_cancelled_on_replay(bool inBranch, string call)
    {
        List<string> seen = [];
        var bodies = 0;
        var engine = OrderHarness.Start(inBranch, async context =>
        {
            using var source = new CancellationTokenSource();
            var running = CallAsync(context, call, () => bodies++, source.Token);
            await context.WaitAsync(TimeSpan.FromSeconds(2), "patience");

            // Another process may be in another mood.
            if (seen.Count == 0)
            {
                source.Cancel();
            }

            var exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
            seen.Add(exception.Message);
            await context.WaitAsync(s_pause, "pause");
            return true;
        });
        engine.Advance(TimeSpan.FromSeconds(3));
        Assert.Single(seen);
        var begun = bodies;

        engine.CrashAndResume();

        Assert.True(engine.RunToResult<bool>());
        Assert.Equal(2, seen.Count);
        Assert.Equal(seen[0], seen[1]);
        Assert.Equal(begun, bodies);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_call_with_a_cancelled_token_never_runs_its_body(bool inBranch)
    {
        var bodies = 0;
        var engine = OrderHarness.Start(inBranch, async context =>
        {
            var cancelled = new CancellationToken(canceled: true);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => context.StepAsync((_, _) => Task.FromResult(bodies++), "step", cancellationToken: cancelled));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => context.WaitAsync(s_pause, "wait", cancelled));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => context.CreateCallbackAsync<int>("callback", cancellationToken: cancelled));
            return await context.StepAsync("next", 7);
        });

        Assert.Equal(7, engine.RunToResult<int>());
        Assert.Equal(0, bodies);
    }

    [Fact]
    public void A_wait_is_cancelled_though_a_watermark_overtakes_that()
    {
        var engine = OrderHarness.Start(false, async context =>
        {
            using var source = new CancellationTokenSource();
            var wait = context.WaitAsync(TimeSpan.FromSeconds(2), "wait", source.Token);
            var others = Enumerable.Range(0, 5).Select(index => context.WaitAsync(TimeSpan.FromSeconds(1), $"w{index}")).ToArray();
            await Task.WhenAny(others);
            var steps = Enumerable.Range(0, 5).Select(index => context.StepAsync($"s{index}", index)).ToArray();
            source.Cancel();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
            await Task.WhenAll(others);
            return (await Task.WhenAll(steps)).Sum();
        });
        engine.Options.MaxBatchOperations = 1;
        engine.RunUntilIdle();

        // All falls due while checkpoints of one record each are under way.
        engine.Clock.AdvanceTo(engine.Clock.GetUtcNow() + TimeSpan.FromSeconds(1));
        for (var i = 0; i < 12; i++)
        {
            engine.Work.RunOne();
        }

        engine.Clock.AdvanceTo(engine.Clock.GetUtcNow() + TimeSpan.FromSeconds(1));

        Assert.Equal(10, engine.RunToResult<int>());
        Assert.Equal(OperationStatus.Cancelled, engine.Log.Find("1")!.Status);
    }

    [Fact]
    public void A_cancelled_wait_keeps_nobody_awake()
    {
        var engine = OrderHarness.Start(false, async context =>
        {
            using var source = new CancellationTokenSource();
            var wait = context.WaitAsync(TimeSpan.FromDays(1), "long", source.Token);
            await context.StepAsync("step", 1);
            source.Cancel();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
            await context.WaitAsync(TimeSpan.FromDays(10), "longer");
            return true;
        });
        engine.RunUntilIdle();

        Assert.Equal(OperationStatus.Cancelled, engine.Log.Find("1")!.Status);
        Assert.Equal(ActivationState.Released, engine.Current.State);
        Assert.Equal(engine.Clock.GetUtcNow() + TimeSpan.FromDays(10), engine.Current.WakeUp.At);
    }

    private static Task CallAsync(IDurableContext context, string call, Action onBody, CancellationToken token) => call switch
    {
        "step" => context.StepAsync((_, stepToken) => BodyAsync(onBody, stepToken), cancellationToken: token),
        "at most once" => context.StepAsync(
            (_, stepToken) => BodyAsync(onBody, stepToken),
            config: new StepConfig { Semantics = StepSemantics.AtMostOncePerRetry },
            cancellationToken: token),
        "retry" => context.StepAsync<int>(
            (_, _) => throw new TimeoutException("slow"),
            config: new StepConfig { RetryStrategy = RetryStrategy.Exponential(5, TimeSpan.FromMinutes(1), jitter: JitterStrategy.None) },
            cancellationToken: token),
        "wait" => context.WaitAsync(TimeSpan.FromMinutes(1), cancellationToken: token),
        "callback" => AwaitCallbackAsync(context, token),
        "wait for callback" => context.WaitForCallbackAsync<int>(static (_, _, _) => Task.CompletedTask, cancellationToken: token),
        "condition" => context.WaitForConditionAsync(
            static (state, _, _) => Task.FromResult(state),
            new WaitForConditionConfig<int>
            {
                InitialState = 1,
                WaitStrategy = WaitStrategy.Linear<int>(3, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1), isDone: static _ => false),
            },
            cancellationToken: token),
        "child" => context.RunInChildContextAsync(
            async (child, childToken) => await child.StepAsync((_, stepToken) => BodyAsync(onBody, stepToken), cancellationToken: childToken),
            cancellationToken: token),
        _ => context.MapAsync([1, 2], (branch, _, _, _, branchToken) => branch.StepAsync((_, stepToken) => BodyAsync(onBody, stepToken)), cancellationToken: token),
    };

    private static async Task AwaitCallbackAsync(IDurableContext context, CancellationToken token) =>
        await (await context.CreateCallbackAsync<int>()).GetResultAsync(token);

    private static Task<int> BodyAsync(Action onBody, CancellationToken token)
    {
        onBody();
        var body = new TaskCompletionSource<int>();
        token.Register(() => body.TrySetCanceled(token));
        return body.Task;
    }
}
