using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Durable.Core.Diagnostics;
using Durable.Storage;
using Durable.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Durable.Core.Tests.Diagnostics;

/// <summary>The spans of an activation. The engine runs on the test's own thread, by which its spans are told from those of other tests.</summary>
public sealed class InvocationSpanTests : IDisposable
{
    private const string AnchorTrace = "0af7651916cd43dd8448eb211c80319c";
    private const string AnchorSpan = "b7ad6b7169203331";
    private const string Anchor = $"00-{AnchorTrace}-{AnchorSpan}-01";
    private const string SenderSpan = "00f067aa0ba902b7";
    private const string Sender = $"00-4bf92f3577b34da6a3ce929d0e0e4736-{SenderSpan}-01";

    private static readonly TimeSpan s_short = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_long = TimeSpan.FromDays(30);

    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly DurableTelemetryOptions _options = new();
    private readonly ServiceProvider _services;
    private readonly ActivityRecorder _recorder;
    private readonly EngineHarness _engine;

    public InvocationSpanTests()
    {
        _services = new ServiceCollection().AddSingleton(Microsoft.Extensions.Options.Options.Create(_options)).BuildServiceProvider();
        _recorder = new ActivityRecorder(_ => Environment.CurrentManagedThreadId == _thread);
        _engine = new EngineHarness { Services = _services, Trace = Anchor };
    }

    public void Dispose()
    {
        _recorder.Dispose();
        _services.Dispose();
    }

    [Fact]
    public void An_invocation_hangs_on_the_anchor_and_its_attempts_on_it()
    {
        _engine.Start(static context => context.StepAsync(static (_, _) => Task.FromResult(1), "charge"));
        _engine.RunToEnd();

        var run = Assert.Single(_recorder.Of("run"));
        var step = Assert.Single(_recorder.Of("step"));
        Assert.Equal(("run function", ActivityKind.Consumer), (run.OperationName, run.Kind));
        Assert.Equal((AnchorTrace, AnchorSpan), (run.TraceId.ToString(), run.ParentSpanId.ToString()));
        Assert.Equal(("step charge", ActivityKind.Internal, run.SpanId), (step.OperationName, step.Kind, step.ParentSpanId));
        Assert.Equal(("succeeded", "SUCCEEDED", "start", 1, true), (
            run.GetTagItem("durable.invocation.status"),
            run.GetTagItem("durable.execution.status")?.ToString()?.ToUpperInvariant(),
            run.GetTagItem("durable.resume.reason"),
            run.GetTagItem("durable.run.number"),
            run.GetTagItem("durable.invocation.first")));
        Assert.Equal(("1", "STEP", "Step", "charge", 1, "succeeded"), (
            step.GetTagItem("durable.operation.id"),
            step.GetTagItem("durable.operation.type"),
            step.GetTagItem("durable.operation.subtype"),
            step.GetTagItem("durable.operation.name"),
            step.GetTagItem("durable.attempt.number"),
            step.GetTagItem("durable.attempt.outcome")));
        Assert.Equal(ActivityStatusCode.Unset, run.Status);
        var recorded = Assert.Single(run.Events);
        Assert.Equal("durable.operation", recorded.Name);
        Assert.Equal(["1", "STEP", "charge", "SUCCEEDED"], recorded.Tags.Select(static tag => tag.Value?.ToString()));
    }

    [Fact]
    public void No_span_is_open_while_an_execution_waits()
    {
        _engine.Start(static async context =>
        {
            await context.WaitAsync(s_short);
            return 1;
        });
        _engine.RunUntilIdle();
        var before = Assert.Single(_recorder.Of("run"));
        Assert.Equal("suspended", before.GetTagItem("durable.invocation.status"));

        _engine.Advance(s_short);

        var after = _recorder.Of("run")[1];
        Assert.True(before.StartTimeUtc + before.Duration < before.StartTimeUtc + s_short);
        Assert.Equal(s_short, after.StartTimeUtc - before.StartTimeUtc);
        Assert.Equal(("timer", 1, s_short.TotalSeconds), (
            after.GetTagItem("durable.resume.reason"), after.GetTagItem("durable.resume.operations"), after.GetTagItem("durable.suspended.duration")));
        Assert.False((bool)after.GetTagItem("durable.invocation.first")!);
    }

    [Fact]
    public void A_replay_makes_no_attempt_and_no_event()
    {
        _engine.Start(static async context =>
        {
            await context.StepAsync(static (_, _) => Task.FromResult(1));
            await context.WaitAsync(s_long);
            return 1;
        });
        _engine.RunUntilIdle();
        var events = _recorder.Of("run").Sum(static run => run.Events.Count());
        Assert.Equal((1, 2), (_recorder.Of("step").Count, events));

        for (var i = 0; i < 10; i++)
        {
            _engine.CrashAndResume();
        }

        var runs = _recorder.Of("run");
        Assert.Equal(11, runs.Count);
        Assert.Equal((1, events), (_recorder.Of("step").Count, runs.Sum(static run => run.Events.Count())));
        Assert.All(runs.Skip(1), static run => Assert.Equal(2, run.GetTagItem("durable.replay.operations")));
        Assert.All(runs.Skip(1), static run => Assert.NotNull(run.GetTagItem("durable.replay.duration")));
    }

    [Fact]
    public void A_later_invocation_has_a_trace_of_its_own()
    {
        _engine.Start(static async context =>
        {
            await context.StepAsync(static (_, _) => Task.FromResult(1));
            await context.WaitAsync(s_long);
            return await context.StepAsync(static (_, _) => Task.FromResult(2));
        });
        _engine.RunToEnd();

        var run = _recorder.Of("run")[^1];
        var id = $"{AnchorTrace}/{_engine.Head.RunId}/{run.GetTagItem("durable.invocation.id")}";
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)))[..32], run.TraceId.ToString());
        Assert.Equal(default, run.ParentSpanId);
        Assert.True(run.Recorded);
        Assert.Equal([AnchorSpan], run.Links.Select(static link => link.Context.SpanId.ToString()));
        Assert.Equal((run.TraceId, run.SpanId), (_recorder.Of("step")[^1].TraceId, _recorder.Of("step")[^1].ParentSpanId));
    }

    [Fact]
    public void Later_invocations_of_one_activation_link_to_the_one_before()
    {
        _options.TraceContinuity = TimeSpan.Zero;
        _engine.Start(static async context =>
        {
            await context.WaitAsync(s_short);
            return 1;
        });
        _engine.RunToEnd();

        var runs = _recorder.Of("run");
        Assert.Equal(2, runs.Count);
        Assert.NotEqual(runs[0].TraceId, runs[1].TraceId);
        Assert.Equal([AnchorSpan, runs[0].SpanId.ToString()], runs[1].Links.Select(static link => link.Context.SpanId.ToString()));
    }

    [Fact]
    public void One_trace_is_kept_for_ever_where_that_is_wanted()
    {
        _options.TraceContinuity = TimeSpan.MaxValue;
        _engine.Start(static async context =>
        {
            await context.WaitAsync(s_long);
            return 1;
        });
        _engine.RunToEnd();

        Assert.All(_recorder.Of("run"), static run => Assert.Equal((AnchorTrace, AnchorSpan), (run.TraceId.ToString(), run.ParentSpanId.ToString())));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no context")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c")]
    [InlineData("00-00000000000000000000000000000000-0000000000000000-01")]
    public void A_context_that_cannot_be_read_counts_as_none(string damaged)
    {
        _engine.Trace = damaged;
        _engine.Start(static context => context.StepAsync(static (_, _) => Task.FromResult(1)));

        Assert.Equal(ExecutionStatus.Succeeded, _engine.RunToEnd().Status);
        Assert.Equal(default, Assert.Single(_recorder.Of("run")).ParentSpanId);
        var line = Assert.Single(_engine.Logs.Lines, static line => line.Message.StartsWith("The trace context of execution", StringComparison.Ordinal));
        Assert.Equal(LogLevel.Debug, line.Level);
    }

    [Fact]
    public void Nothing_is_current_between_operations_and_the_attempt_is_in_a_body()
    {
        List<Activity?> between = [];
        Activity? inBody = null;
        _engine.Start(async context =>
        {
            between.Add(Activity.Current);
            await context.StepAsync((_, _) =>
            {
                inBody = Activity.Current;
                return Task.FromResult(1);
            });
            between.Add(Activity.Current);
            await context.WaitAsync(s_short);
            between.Add(Activity.Current);
            return 1;
        });
        _engine.RunToEnd();

        Assert.Equal([null, null, null], between);
        Assert.Same(Assert.Single(_recorder.Of("step")), inBody);
    }

    [Fact]
    public void Without_attempts_the_invocation_is_in_a_body()
    {
        _options.Detail = TraceDetail.Invocations;
        Activity? inBody = null;
        _engine.Start(context => context.StepAsync((_, _) =>
        {
            inBody = Activity.Current;
            return Task.FromResult(1);
        }));
        _engine.RunToEnd();

        Assert.Empty(_recorder.Of("step"));
        Assert.Same(Assert.Single(_recorder.Of("run")), inBody);
    }

    [Fact]
    public void An_error_is_that_of_its_attempt_alone()
    {
        _engine.Start(static context => context.StepAsync(
            static (step, _) => step.AttemptNumber == 1 ? throw new TimeoutException("secret") : Task.FromResult(1),
            "flaky",
            new StepConfig { RetryStrategy = RetryStrategy.FromDelegate(static (_, _) => RetryDecision.RetryAfter(s_short)) }));
        _engine.RunToEnd();

        var steps = _recorder.Of("step");
        Assert.Equal(["retried", "succeeded"], steps.Select(static step => step.GetTagItem("durable.attempt.outcome")));
        Assert.Equal((ActivityStatusCode.Error, null, "System.TimeoutException"), (steps[0].Status, steps[0].StatusDescription, steps[0].GetTagItem("error.type")));
        Assert.Equal(ActivityStatusCode.Unset, steps[1].Status);
        Assert.All(_recorder.Of("run"), static run => Assert.Equal(ActivityStatusCode.Unset, run.Status));
        Assert.Equal("retry", _recorder.Of("run")[1].GetTagItem("durable.resume.reason"));
    }

    [Theory]
    [InlineData(false, null)]
    [InlineData(true, "secret")]
    public void The_end_of_a_failed_execution_is_an_error(bool includesMessages, string? message)
    {
        _options.IncludeErrorMessages = includesMessages;
        _engine.Start<int>(static _ => throw new TimeoutException("secret"));
        _engine.RunToEnd();

        var run = Assert.Single(_recorder.Of("run"));
        Assert.Equal(("failed", ActivityStatusCode.Error, message), (run.GetTagItem("durable.invocation.status"), run.Status, run.StatusDescription));
    }

    [Fact]
    public void A_poll_and_a_submitter_are_called_so()
    {
        _engine.Start(static async context =>
        {
            await context.WaitForConditionAsync<int>(
                static (state, _, _) => Task.FromResult(state + 1),
                new WaitForConditionConfig<int> { InitialState = 0, WaitStrategy = WaitStrategy.Fixed<int>(s_short, isDone: static state => state == 1) },
                "ready");
            return await context.WaitForCallbackAsync<string>(static (_, _, _) => Task.CompletedTask, "approve");
        });
        _engine.RunUntilIdle();

        Assert.Equal("poll ready", Assert.Single(_recorder.Of("poll")).OperationName);
        Assert.Equal("submit approve-submitter", Assert.Single(_recorder.Of("submit")).OperationName);

        _engine.Send(_engine.CallbackId(), CallbackAction.Succeed, "\"yes\"");
        _engine.RunToEnd();
        Assert.Equal("callback", _recorder.Of("run")[^1].GetTagItem("durable.resume.reason"));
    }

    [Fact]
    public void An_invocation_links_to_the_sender_of_its_callback()
    {
        _engine.SenderTrace = Sender;
        _engine.Start(static async context => await (await context.CreateCallbackAsync<string>()).GetResultAsync());
        _engine.RunUntilIdle();
        _engine.Send(_engine.CallbackId(), CallbackAction.Succeed, "\"yes\"");
        _engine.RunToEnd();

        Assert.Equal([0, 1], _recorder.Of("run").Select(static run => run.Links.Count()));
        Assert.Equal(SenderSpan, Assert.Single(_recorder.Of("run")[1].Links).Context.SpanId.ToString());
    }

    [Fact]
    public void A_sender_is_linked_though_the_process_that_took_it_dies()
    {
        var hangs = true;
        _engine.SenderTrace = Sender;
        _engine.Start(async context =>
        {
            var sent = await (await context.CreateCallbackAsync<string>()).GetResultAsync();
            return await context.StepAsync((_, _) => hangs ? new TaskCompletionSource<string>().Task : Task.FromResult(sent));
        });
        _engine.RunUntilIdle();
        _engine.Send(_engine.CallbackId(), CallbackAction.Succeed, "\"yes\"");
        hangs = false;
        _engine.CrashAndResume();
        _engine.RunToEnd();

        var run = _recorder.Of("run")[^1];
        Assert.Equal(("recovery", SenderSpan), (run.GetTagItem("durable.resume.reason"), Assert.Single(run.Links).Context.SpanId.ToString()));
    }

    [Theory]
    [InlineData("no context")]
    [InlineData("")]
    public void A_sender_that_cannot_be_read_is_not_linked(string trace)
    {
        _engine.SenderTrace = trace;
        _engine.Start(static async context => await (await context.CreateCallbackAsync<string>()).GetResultAsync());
        _engine.RunUntilIdle();
        _engine.Send(_engine.CallbackId(), CallbackAction.Succeed, "\"yes\"");

        Assert.Equal(ExecutionStatus.Succeeded, _engine.RunToEnd().Status);
        Assert.Empty(_recorder.Of("run").SelectMany(static run => run.Links));
    }

    [Fact]
    public void Links_to_more_than_32_senders_are_left_out()
    {
        _engine.SenderTrace = Sender;
        _engine.Start(static async context =>
        {
            var callbacks = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => context.CreateCallbackAsync<string>($"c{i}")));
            return (await Task.WhenAll(callbacks.Select(static callback => callback.GetResultAsync()))).Length;
        });
        _engine.RunUntilIdle();
        var sent = Enumerable.Range(0, 40).Select(i => _engine.SendAsync(_engine.CallbackId($"c{i}"), CallbackAction.Succeed, "\"yes\"")).ToList();
        _engine.RunToEnd();

        Assert.All(sent, static one => Assert.Equal(CallbackOutcome.Accepted, one.Result));
        Assert.Equal(32, _recorder.Of("run").Max(static run => run.Links.Count()));
    }

    [Fact]
    public void A_context_has_a_segment_in_each_invocation_that_records_something_in_it()
    {
        _options.Detail = TraceDetail.Contexts;
        _engine.Start(static context => context.RunInChildContextAsync(
            static async (outer, _) =>
            {
                await outer.StepAsync(static (_, _) => Task.FromResult(1), "first");
                await outer.WaitAsync(s_short);
                await outer.RunInChildContextAsync(static (inner, _) => inner.StepAsync(static (_, _) => Task.FromResult(2), "second"), "inner");
                return 1;
            },
            "outer"));
        _engine.RunToEnd();

        var (runs, contexts, steps) = (_recorder.Of("run"), _recorder.Of("context"), _recorder.Of("step"));
        Assert.Equal(["context outer", "context inner", "context outer"], contexts.Select(static one => one.OperationName));
        Assert.Equal(["STARTED", "SUCCEEDED", "SUCCEEDED"], contexts.Select(static one => one.GetTagItem("durable.operation.status")));
        Assert.Equal([runs[0].SpanId, contexts[2].SpanId, runs[1].SpanId], contexts.Select(static one => one.ParentSpanId));
        Assert.Equal([contexts[0].SpanId, contexts[1].SpanId], steps.Select(static one => one.ParentSpanId));
        Assert.All(contexts, static one => Assert.True(one.Duration < s_short));
    }

    [Fact]
    public void A_replay_makes_no_segment()
    {
        _options.Detail = TraceDetail.Contexts;
        _engine.Start(static context => context.RunInChildContextAsync(static async (child, _) =>
        {
            await child.StepAsync(static (_, _) => Task.FromResult(1));
            await child.WaitAsync(s_long);
            return 1;
        }));
        _engine.RunUntilIdle();
        for (var i = 0; i < 10; i++)
        {
            _engine.CrashAndResume();
        }

        Assert.Equal((11, 1), (_recorder.Of("run").Count, _recorder.Of("context").Count));
    }

    [Fact]
    public void Branches_beyond_100_hang_on_their_batch()
    {
        _options.Detail = TraceDetail.Contexts;
        _engine.Start(static async context => (await context.MapAsync(
            Enumerable.Range(0, 120).ToArray(), static (branch, item, _, _, _) => branch.StepAsync((_, _) => Task.FromResult(item)), "all")).SuccessCount);
        _engine.RunToEnd();

        var batch = _recorder.Of("context").Single(static one => one.OperationName == "context all");
        Assert.Equal(101, _recorder.Of("context").Count);
        Assert.Equal(20, _recorder.Of("step").Count(step => step.ParentSpanId == batch.SpanId));
        Assert.Equal(100, _recorder.Of("step").Select(static step => step.ParentSpanId).Where(parent => parent != batch.SpanId).Distinct().Count());
    }

    [Fact]
    public void Baggage_that_is_named_is_current_in_bodies()
    {
        _options.StoredBaggageKeys.Add("customer");
        _engine.Trace = $"{Anchor} vendor=value\ncustomer=c%201%2C,other=2";
        List<string?> seen = [];
        _engine.Start(async context =>
        {
            await context.StepAsync((_, _) => Look());
            await context.WaitAsync(s_long);
            return await context.StepAsync((_, _) => Look());
        });
        _engine.RunToEnd();

        Assert.Equal(["c 1,", null, "c 1,", null], seen);
        Assert.Equal("vendor=value", _recorder.Of("run")[0].TraceStateString);

        Task<int> Look()
        {
            seen.Add(Activity.Current!.GetBaggageItem("customer"));
            seen.Add(Activity.Current.GetBaggageItem("other"));
            return Task.FromResult(1);
        }
    }

    [Fact]
    public void Labels_are_on_spans_where_the_options_say_so()
    {
        _options.IncludeBusinessKey = true;
        _options.IncludeTenantId = true;
        _options.IncludedTags.Add("region");
        var head = SampleHeads.New(DateTimeOffset.UnixEpoch) with
        {
            BusinessKey = "order-7",
            TenantId = "acme",
            Tags = TagSet.Of([new("region", "eu"), new("secret", "s")]),
        };
        using var activity = new Activity("run");
        new EngineTelemetry(new EngineMetrics(null, null, "store", _options), _options, TimeProvider.System, NullLogger.Instance).Label(activity, head);

        Assert.Equal(
            [("durable.business_key", "order-7"), ("durable.tenant.id", "acme"), ("durable.tag.region", "eu")],
            activity.TagObjects.Select(static tag => (tag.Key, (string)tag.Value!)));
    }

    [Fact]
    public void Events_beyond_128_are_counted()
    {
        _engine.Start(static async context => (await Task.WhenAll(
            Enumerable.Range(0, 200).Select(i => context.StepAsync((_, _) => Task.FromResult(i))))).Length);
        _engine.RunToEnd();

        var events = Assert.Single(_recorder.Of("run")).Events.ToList();
        Assert.Equal(129, events.Count);
        Assert.Equal("durable.operations.omitted", events[^1].Name);
        Assert.Equal("72", Convert.ToString(events[^1].Tags.Single().Value, CultureInfo.InvariantCulture));
    }

    [Fact]
    public void A_span_carries_what_the_catalogue_says()
    {
        _engine.Start(static async context =>
        {
            await context.StepAsync(
                static (step, _) => step.AttemptNumber == 1 ? throw new TimeoutException() : Task.FromResult(1),
                "flaky",
                new StepConfig { RetryStrategy = RetryStrategy.FromDelegate(static (_, _) => RetryDecision.RetryAfter(s_short)) });
            await context.WaitAsync(s_long);
            return await context.WaitForCallbackAsync<string>(static (_, _, _) => throw new TimeoutException(), "approve");
        });
        _engine.RunToEnd();

        Assert.Equal(ExecutionStatus.Failed, _engine.Head.Status);
        foreach (var span in SpanCatalogue.All)
        {
            Assert.Empty(_recorder.Of(span.Verb).SelectMany(static one => one.TagObjects).Select(static tag => tag.Key).Distinct().Except(span.Attributes));
        }

        Assert.Empty(SpanCatalogue.Run.Attributes.Except(SpanCatalogue.Labels).Except(_recorder.Of("run").SelectMany(static one => one.TagObjects).Select(static tag => tag.Key)));
        Assert.Empty(SpanCatalogue.Step.Attributes.Except(
            _recorder.Of("step").Concat(_recorder.Of("submit")).SelectMany(static one => one.TagObjects).Select(static tag => tag.Key)));
    }

    [Fact]
    public void A_heartbeat_alone_makes_no_span()
    {
        _engine.Options.HibernateAfter = TimeSpan.Zero;
        _engine.Start(static async context => await (await context.CreateCallbackAsync<string>()).GetResultAsync());
        _engine.RunUntilIdle();
        var before = _recorder.Exported.Count;

        _engine.Send(_engine.CallbackId(), CallbackAction.Heartbeat);

        Assert.Equal(before, _recorder.Exported.Count);
    }

    [Fact]
    public void A_drained_execution_says_so()
    {
        _engine.Start(static async context =>
        {
            await context.StepAsync(static (_, _) => Task.FromResult(1));
            await Task.Delay(Timeout.InfiniteTimeSpan);
            return 1;
        });
        _engine.RunUntilIdle();
        _ = _engine.Current.PostAsync(static execution => execution.Drain());
        _engine.RunUntilIdle();

        Assert.Equal("drained", Assert.Single(_recorder.Of("run")).GetTagItem("durable.invocation.status"));
    }
}
