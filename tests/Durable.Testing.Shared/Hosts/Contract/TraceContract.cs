using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace Durable.Testing;

/// <summary>What a host tells about executions to whoever listens to its activities.</summary>
public abstract class TraceContract<TFixture> : HostContract<TFixture>
    where TFixture : HostFixture, new()
{
    private const int Branches = 999;

    private static readonly TimeSpan s_month = TimeSpan.FromDays(30);

    private readonly string _traced = $"traced-{UniqueName()[..12]}";

    [Fact]
    public async Task A_start_is_a_root_where_its_caller_has_no_trace()
    {
        using var recorder = Record();
        await ServeTracedAsync(static context => context.StepAsync((_, _) => Task.FromResult(1)));
        var execution = await StartTracedAsync();
        await execution.WaitForCompletionAsync().OrFail();

        var anchor = await OneAsync(recorder, "start");
        Assert.Equal(($"start {_traced}", ActivityKind.Producer, default), (anchor.OperationName, anchor.Kind, anchor.ParentSpanId));
        Assert.Equal((await execution.DescribeAsync()).Arn, anchor.GetTagItem("durable.execution.arn"));
        var run = await OneAsync(recorder, "run");
        Assert.Equal((anchor.TraceId, anchor.SpanId), (run.TraceId, run.ParentSpanId));
    }

    [Fact]
    public async Task A_start_hangs_on_the_trace_of_its_caller()
    {
        using var recorder = Record();
        await ServeTracedAsync(static _ => Task.FromResult(1));
        var caller = recorder.StartCaller();
        caller.TraceStateString = "vendor=value";
        var execution = await StartTracedAsync();
        caller.Stop();
        await execution.WaitForCompletionAsync().OrFail();

        var anchor = await OneAsync(recorder, "start");
        Assert.Equal((caller.TraceId, caller.SpanId, "vendor=value"), (anchor.TraceId, anchor.ParentSpanId, anchor.TraceStateString));
        Assert.Equal("vendor=value", (await OneAsync(recorder, "run")).TraceStateString);
        Assert.Equal(
            $"00-{anchor.TraceId}-{anchor.SpanId}-01 vendor=value", (await Host.Store.ReadHeadAsync(execution.Id, includeData: false))!.Trace);
    }

    [Fact]
    public async Task What_a_framework_made_for_nobody_is_no_parent()
    {
        using var recorder = Record();
        await ServeTracedAsync(static _ => Task.FromResult(1));
        using var request = new Activity("request").Start();
        var execution = await StartTracedAsync();
        request.Stop();
        await execution.WaitForCompletionAsync().OrFail();

        Assert.Equal(default, (await OneAsync(recorder, "start")).ParentSpanId);
    }

    [Fact]
    public async Task A_start_that_finds_its_execution_makes_no_anchor()
    {
        using var recorder = Record();
        await ServeTracedAsync(static _ => Task.FromResult(1));
        var name = UniqueName();
        var execution = await StartTracedAsync(name);
        await execution.WaitForCompletionAsync().OrFail();
        await StartTracedAsync(name);

        await OneAsync(recorder, "start");
    }

    [Fact]
    public async Task Nothing_is_stored_where_nobody_listens()
    {
        await ServeTracedAsync(static _ => Task.FromResult(1));
        var execution = await StartTracedAsync();
        await execution.WaitForCompletionAsync().OrFail();

        Assert.Null((await Host.Store.ReadHeadAsync(execution.Id, includeData: false))!.Trace);
    }

    [Fact]
    public async Task An_invoked_execution_hangs_on_the_invocation_that_invokes_it()
    {
        using var recorder = Record();
        var child = $"{_traced}-child";
        await Host.StartAsync(durable => durable
            .AddFunction<int, int>(child, static (input, _) => Task.FromResult(input + 1))
            .AddFunction<string?, int>(_traced, (_, context) => context.InvokeAsync<int, int>(child, 41)));
        var execution = await StartTracedAsync();
        await execution.WaitForCompletionAsync().OrFail();

        var invoke = await OneAsync(recorder, "invoke");
        var run = recorder.Of("run").First(one => one.OperationName == $"run {_traced}");
        Assert.Equal((run.TraceId, run.SpanId), (invoke.TraceId, invoke.ParentSpanId));
        var childRun = recorder.Of("run").Single(one => one.OperationName == $"run {child}");
        Assert.Equal(invoke.SpanId, childRun.ParentSpanId);
    }

    [Fact]
    public async Task An_invocation_links_to_whoever_lets_it_go_on()
    {
        using var recorder = Record();
        var child = $"{_traced}-child";
        await Host.StartAsync(durable => durable
            .AddFunction<int, int>(child, static async (input, context) =>
            {
                await context.WaitAsync(TimeSpan.FromSeconds(10));
                return input + 1;
            })
            .AddFunction<string?, int>(_traced, async (_, context) =>
            {
                var sum = await context.InvokeAsync<int, int>(child, 41);
                await (await context.CreateCallbackAsync<string>("approval")).GetResultAsync();
                return sum;
            }));
        var execution = await StartTracedAsync();
        var callback = await Clock.DriveAsync(WhenOpenAsync(execution));
        var sender = recorder.StartCaller();
        await Client.SendCallbackSuccessAsync(callback, "yes").OrFail();
        sender.Stop();
        await Clock.DriveAsync(execution.WaitForCompletionAsync());
        await Patience.UntilAsync(() => Task.FromResult(recorder.Of("run").Any(run => IsEnd(run) && run.OperationName == $"run {_traced}")), "the last span");

        var invoke = await OneAsync(recorder, "invoke");
        var links = recorder.Of("run").Where(run => run.OperationName == $"run {_traced}").SelectMany(static run => run.Links).Select(static link => link.Context.SpanId).ToList();
        Assert.Contains(invoke.SpanId, links);
        Assert.Contains(sender.SpanId, links);
    }

    [Fact]
    public async Task Baggage_that_is_named_survives_a_crash()
    {
        using var recorder = Record();
        var seen = new ConcurrentQueue<string?>();
        await Host.StartAsync(durable =>
        {
            durable.Services.Configure<DurableTelemetryOptions>(static options => options.StoredBaggageKeys.Add("customer"));
            durable.AddFunction<string?, int>(_traced, async (_, context) =>
            {
                await context.WaitAsync(s_month);
                return await context.StepAsync((_, _) =>
                {
                    seen.Enqueue(Activity.Current?.GetBaggageItem("customer"));
                    seen.Enqueue(Activity.Current?.GetBaggageItem("other"));
                    return Task.FromResult(1);
                });
            });
        });
        var caller = recorder.StartCaller();
        caller.AddBaggage("customer", "c 1, \u00fc");
        caller.AddBaggage("other", "2");
        var execution = await StartTracedAsync();
        caller.Stop();
        await Host.WhenHeadAsync(execution.Id, static head => head.WakeUp is { Kind: Durable.Storage.WakeUpKind.Timer }).OrFail();
        await Host.KillAsync();
        Clock.Advance(s_month);
        await Host.RestartAsync();
        await Clock.DriveAsync(Client.WaitForResultAsync<int>(execution.Id));

        Assert.Equal(["c 1, \u00fc", null], seen);
    }

    [Fact]
    public async Task Attempts_in_branches_hang_on_segments_where_contexts_are_told_of()
    {
        using var recorder = Record();
        await Host.StartAsync(durable =>
        {
            durable.Services.Configure<DurableTelemetryOptions>(static options => options.Detail = TraceDetail.Contexts);
            durable.AddFunction<string?, int>(_traced, static async (_, context) => (await context.MapAsync(
                new[] { 0, 1, 2 },
                static async (branch, item, _, _, _) =>
                {
                    await branch.StepAsync((_, _) => Task.FromResult(item));
                    await branch.WaitAsync(s_month);
                    return await branch.StepAsync((_, _) => Task.FromResult(item));
                },
                "all")).SuccessCount);
        });
        var execution = await StartTracedAsync();
        await Host.WhenAtRestAsync().OrFail();
        await LeapAsync(s_month);
        await Clock.DriveAsync(Client.WaitForResultAsync<int>(execution.Id));
        await Patience.UntilAsync(() => Task.FromResult(recorder.Of("run").Any(IsEnd)), "the last span");

        var exported = recorder.Exported.ToDictionary(static one => one.SpanId);
        Assert.Equal(6, recorder.Of("step").Count);
        Assert.All(recorder.Of("step"), step =>
        {
            var branch = exported[step.ParentSpanId];
            var batch = exported[branch.ParentSpanId];
            Assert.Equal(("MapIteration", "context all"), (branch.GetTagItem("durable.operation.subtype"), batch.OperationName));
            Assert.StartsWith("run ", exported[batch.ParentSpanId].OperationName, StringComparison.Ordinal);
        });
        Assert.Equal(8, recorder.Of("context").Count);
        Assert.All(recorder.Of("context"), static context => Assert.True(context.Duration < s_month));
    }

    [Fact]
    public async Task The_lines_of_a_function_say_where_it_is_in_its_trace()
    {
        using var recorder = Record();
        await ServeTracedAsync(static async context =>
        {
            Microsoft.Extensions.Logging.LoggerExtensions.LogInformation(context.Logger, "between");
            return await context.StepAsync(static (step, _) =>
            {
                Microsoft.Extensions.Logging.LoggerExtensions.LogInformation(step.Logger, "inside");
                return Task.FromResult(1);
            });
        });
        var execution = await StartTracedAsync();
        await execution.WaitForCompletionAsync().OrFail();

        var run = await OneAsync(recorder, "run");
        var step = Assert.Single(recorder.Of("step"));
        Assert.Equal((_traced, 1, run.TraceId.ToString(), run.SpanId.ToString()), FieldsOf("between"));
        Assert.Equal((_traced, 1, step.TraceId.ToString(), step.SpanId.ToString()), FieldsOf("inside"));

        (object?, object?, object?, object?) FieldsOf(string message) => Host.Log.Lines.Single(line => line.Message == message).Fields is var fields
            ? (fields["functionName"], fields["runNumber"], fields["traceId"], fields["spanId"])
            : default;
    }

    [Fact]
    public async Task Many_branches_over_a_month_and_a_crash_make_no_orphan()
    {
        using var recorder = Record();
        await ServeTracedAsync(static async context =>
        {
            var batch = await context.MapAsync(Enumerable.Range(0, Branches).ToArray(), static async (branch, item, _, _, _) =>
            {
                await branch.StepAsync((_, _) => Task.FromResult(item));
                await branch.WaitAsync(s_month);
                return await branch.StepAsync((_, _) => Task.FromResult(item));
            });
            return batch.SuccessCount;
        });
        var execution = await StartTracedAsync();
        await Host.WhenHeadAsync(execution.Id, static head => head.WakeUp is { Kind: Durable.Storage.WakeUpKind.Timer }).OrFail();
        await Host.KillAsync();
        Clock.Advance(s_month);
        await Host.RestartAsync();
        Assert.Equal(Branches, await Clock.DriveAsync(Client.WaitForResultAsync<int>(execution.Id)));

        var anchor = await OneAsync(recorder, "start");
        await Patience.UntilAsync(() => Task.FromResult(recorder.Of("run").Any(static run => run.GetTagItem("durable.execution.status") is not null)), "the last span");
        var runs = recorder.Of("run");
        var steps = recorder.Of("step");
        Assert.True(runs.Count >= 2, $"{runs.Count} invocations");
        Assert.Equal(2 * Branches, steps.Count);
        var exported = recorder.Exported.ToDictionary(static one => one.SpanId);
        Assert.All(steps, step => Assert.True(exported.ContainsKey(step.ParentSpanId)));
        Assert.All(runs, run => Assert.True(run.ParentSpanId == anchor.SpanId || run.ParentSpanId == default));
        Assert.All(runs, run => Assert.True(run.Duration < s_month));
        Assert.All(steps, step => Assert.True(step.Duration <= exported[step.ParentSpanId].Duration + TimeSpan.FromTicks(1)));
    }

    [Fact]
    public async Task All_invocations_of_an_execution_are_sampled_or_none()
    {
        var count = FullRun.Choose(100, 1_000);
        var sampled = 0;
        using var recorder = new ActivityRecorder(IsTraced, _ => Interlocked.Increment(ref sampled) % 10 == 0);
        await ServeTracedAsync(static async context =>
        {
            await context.WaitAsync(TimeSpan.FromHours(1));
            return await context.StepAsync(static (_, _) => Task.FromResult(1));
        });
        var executions = new List<ExecutionHandle>();
        for (var i = 0; i < count; i++)
        {
            executions.Add(await StartTracedAsync());
        }

        await Host.WhenAtRestAsync().OrFail();
        await LeapAsync(TimeSpan.FromHours(1));
        var ends = await Clock.DriveAsync(Task.WhenAll(executions.Select(static execution => execution.WaitForCompletionAsync())));
        Assert.All(ends, static end => Assert.Equal(ExecutionStatus.Succeeded, end.Status));
        await Patience.UntilAsync(
            () => Task.FromResult(recorder.Of("run").Count(static run => run.GetTagItem("durable.execution.status") is not null) == count / 10), "the last spans");

        // Two invocations each, in two traces, and an attempt; the sampler was asked about each start alone.
        Assert.Equal((count / 10, count / 5, count / 10, count), (recorder.Of("start").Count, recorder.Of("run").Count, recorder.Of("step").Count, sampled));
        Assert.Equal(count / 5, recorder.Of("run").Select(static run => run.TraceId).Distinct().Count());
    }

    private async Task<string> WhenOpenAsync(ExecutionHandle execution) =>
        (await Host.WhenHistoryAsync(execution.Id, static history => history.Named("approval").Count > 0)).Named("approval")[0].Details.CallbackId!;

    private static bool IsEnd(Activity run) => run.GetTagItem("durable.execution.status") is not null;

    private bool IsTraced(string function) => function.StartsWith(_traced, StringComparison.Ordinal);

    private ActivityRecorder Record() => new(IsTraced);

    private Task ServeTracedAsync<TOutput>(Func<IDurableContext, Task<TOutput>> function) =>
        Host.StartAsync(durable => durable.AddFunction<string?, TOutput>(_traced, (_, context) => function(context)));

    private Task<ExecutionHandle> StartTracedAsync(string? name = null) =>
        Client.StartAsync<string?>(_traced, null, new StartOptions { Name = name ?? UniqueName() }).OrFail();

    // A span ends a moment after what it tells of is known.
    private static async Task<Activity> OneAsync(ActivityRecorder recorder, string verb)
    {
        await Patience.UntilAsync(() => Task.FromResult(recorder.Of(verb).Count > 0), $"a span of {verb}");
        return Assert.Single(recorder.Of(verb));
    }
}
