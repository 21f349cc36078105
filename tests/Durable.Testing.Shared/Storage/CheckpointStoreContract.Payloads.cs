using Durable.Model;
using Durable.Storage;

namespace Durable.Testing;

public abstract partial class CheckpointStoreContract
{
    [Fact]
    public async Task Segments_come_back_in_the_order_of_their_commits_byte_for_byte()
    {
        var head = await CreateAsync(SampleHeads.New(Now));
        var segments = Enumerable.Range(0, 300).Select(i => RandomBytes(1 + (i * 37 % 2000), seed: i)).ToArray();

        foreach (var segment in segments)
        {
            head = head.Next();
            Assert.True(await Store.CommitAsync(new Checkpoint(head, segment)));
        }

        var loaded = await Store.LoadAsync(head.Id);
        Assert.Equal(segments, loaded!.Segments.Select(static segment => segment.ToArray()));
    }

    [Fact]
    public async Task A_log_is_read_in_parts_from_any_place()
    {
        var head = await CreateAsync(SampleHeads.New(Now) with { Input = "the input" });
        var segments = Enumerable.Range(0, 20).Select(static i => RandomBytes(1000 + i, seed: i)).ToArray();
        foreach (var segment in segments)
        {
            head = head.Next();
            Assert.True(await Store.CommitAsync(new Checkpoint(head, segment)));
        }

        List<LogSegment> read = [];
        LogPart part;
        do
        {
            part = (await Store.ReadLogAsync(new LogQuery(head.Id) { After = read.LastOrDefault().Place, MaxBytes = 3000 }))!;
            Assert.Equal((head.RunId, head.Version, null), (part.Head.RunId, part.Head.Version, part.Head.Input));
            read.AddRange(part.Segments);
        }
        while (part.HasMore);

        Assert.Equal(segments, read.Select(static segment => segment.Records.ToArray()));
        Assert.Equal(read.Select(static segment => segment.Place).Distinct().Order(), read.Select(static segment => segment.Place));
        var middle = (await Store.ReadLogAsync(new LogQuery(head.Id) { After = read[4].Place, Through = read[7].Place, IncludeData = true }))!;
        Assert.Equal(read[5..8].Select(static segment => segment.Place), middle.Segments.Select(static segment => segment.Place));
        Assert.Equal(("the input", false), (middle.Head.Input, middle.HasMore));
        Assert.Null(await Store.ReadLogAsync(new LogQuery(new ExecutionId(head.Id.FunctionName, "nobody"))));
    }

    [Fact]
    public async Task A_commit_without_records_leaves_no_segment()
    {
        var head = await CreateAsync(SampleHeads.New(Now));
        head = await CommitAsync(head.Next(), "first");
        head = await CommitAsync(head.Next());
        head = await CommitAsync(head.Next(), "third");

        var loaded = await Store.LoadAsync(head.Id);

        Assert.Equal(["first", "third"], Texts(loaded));
        Assert.Equal(4, loaded!.Head.Version);
    }

    [Theory]
    [InlineData(399 * 1024)]
    [InlineData(400 * 1024)]
    [InlineData(401 * 1024)]
    [InlineData(750 * 1024)]
    [InlineData(2 * 1024 * 1024)]
    public async Task Large_segments_come_back_byte_for_byte(int bytes)
    {
        var head = await CreateAsync(SampleHeads.New(Now));
        var large = RandomBytes(bytes, seed: 1);

        head = await CommitAsync(head.Next(), "before");
        head = head.Next();
        Assert.True(await Store.CommitAsync(new Checkpoint(head, large)));
        head = await CommitAsync(head.Next(), "after");

        var loaded = await Store.LoadAsync(head.Id);
        Assert.Equal(3, loaded!.Segments.Count);
        Assert.True(large.AsSpan().SequenceEqual(loaded.Segments[1].Span));
        Assert.Equal("after"u8.ToArray(), loaded.Segments[2].ToArray());
    }

    [Fact]
    public async Task The_largest_input_and_result_are_kept()
    {
        var input = $"\"{new string('i', DurableLimits.MaxExecutionPayloadBytes - 2)}\"";
        var result = $"\"{new string('r', DurableLimits.MaxExecutionPayloadBytes - 2)}\"";
        var head = await CreateAsync(SampleHeads.New(Now, input: input));
        await CommitAsync(head.Ended(Now.AddSeconds(1), result: result));

        var read = await Store.ReadHeadAsync(head.Id, includeData: true);

        Assert.True(read!.Input == input);
        Assert.True(read.Result == result);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("\"\"")]
    [InlineData("\"Grüße, 世界, 🚀, \\u0000, ‮\"")]
    public async Task Input_and_result_come_back_as_they_were(string? text)
    {
        var head = await CreateAsync(SampleHeads.New(Now, input: text));
        await CommitAsync(head.Ended(Now.AddSeconds(1), result: text));

        var loaded = (await Store.LoadAsync(head.Id))!.Head;
        var read = await Store.ReadHeadAsync(head.Id, includeData: true);
        var existing = await Store.CreateAsync(SampleHeads.New(Now, name: head.Id.Name));

        Assert.Equal((text, text), (loaded.Input, loaded.Result));
        Assert.Equal((text, text), (read!.Input, read.Result));
        Assert.Equal((text, text), (existing!.Input, existing.Result));
    }

    [Fact]
    public async Task An_error_comes_back_with_all_its_members()
    {
        var error = new ErrorObject
        {
            ErrorType = "Shop.PaymentException",
            ErrorMessage = "Karte abgelehnt: \"💳\" & <4711>\nbitte prüfen",
            ErrorData = "{\"code\":4711}",
            StackTrace = ["at Shop.Pay() in Pay.cs:line 1", "", "at Shop.Main()"],
        };
        var head = await CreateAsync(SampleHeads.New(Now));
        await CommitAsync(head.Ended(Now.AddSeconds(1), ExecutionStatus.Failed, result: null) with { Error = error });

        var read = (await Store.ReadHeadAsync(head.Id, includeData: true))!;

        Assert.Equal(ExecutionStatus.Failed, read.Status);
        Assert.Null(read.Result);
        Assert.Equal(error.ErrorType, read.Error!.ErrorType);
        Assert.Equal(error.ErrorMessage, read.Error.ErrorMessage);
        Assert.Equal(error.ErrorData, read.Error.ErrorData);
        Assert.Equal(error.StackTrace, read.Error.StackTrace);
    }

    [Fact]
    public async Task An_error_without_members_is_not_the_same_as_no_error()
    {
        var failed = await CreateAsync(SampleHeads.New(Now));
        var succeeded = await CreateAsync(SampleHeads.New(Now));
        await CommitAsync(failed.Ended(Now.AddSeconds(1), ExecutionStatus.Failed, result: null) with { Error = new ErrorObject() });
        await CommitAsync(succeeded.Ended(Now.AddSeconds(1)));

        Assert.Equal(new ErrorObject(), (await Store.ReadHeadAsync(failed.Id, includeData: true))!.Error);
        Assert.Null((await Store.ReadHeadAsync(succeeded.Id, includeData: true))!.Error);
    }

    [Theory]
    [InlineData(ExecutionStatus.Succeeded)]
    [InlineData(ExecutionStatus.Failed)]
    [InlineData(ExecutionStatus.TimedOut)]
    [InlineData(ExecutionStatus.Stopped)]
    public async Task Every_status_is_kept(ExecutionStatus status)
    {
        var head = await CreateAsync(SampleHeads.New(Now));
        await CommitAsync(head.Ended(Now.AddSeconds(1), status));

        Assert.Equal(status, (await Store.ReadHeadAsync(head.Id, includeData: false))!.Status);
    }

    [Fact]
    public async Task Times_are_kept_to_the_millisecond_and_spans_exactly()
    {
        var start = new DateTimeOffset(2031, 12, 31, 23, 59, 59, 999, TimeSpan.Zero);
        var head = await CreateAsync(SampleHeads.New(start) with
        {
            ExecutionTimeout = TimeSpan.FromTicks(12_345_678_901),
            Retention = TimeSpan.FromDays(366),
            WakeUp = new WakeUp(start.AddMilliseconds(1), WakeUpKind.Timer),
        });
        Assert.Equal(head, (await Store.LoadAsync(head.Id))!.Head);

        var ended = await CommitAsync(head.Ended(start.AddMilliseconds(1001)));

        var read = (await Store.LoadAsync(head.Id))!.Head;
        Assert.Equal(ended, read);
        Assert.Equal(999, read.StartedAt.Millisecond);
        Assert.Equal(TimeSpan.FromMilliseconds(1001), read.EndedAt - read.StartedAt);
    }

    [Fact]
    public async Task A_span_may_be_as_long_as_there_are()
    {
        var head = await CreateAsync(SampleHeads.New(Now) with { ExecutionTimeout = TimeSpan.MaxValue, Retention = TimeSpan.Zero });

        Assert.Equal(head, (await Store.LoadAsync(head.Id))!.Head);
    }

    [Fact]
    public async Task A_head_can_be_read_without_its_data()
    {
        var head = await CreateAsync(SampleHeads.New(Now, input: "\"input\""));
        var ended = await CommitAsync(head.Ended(Now.AddSeconds(1)) with { Error = new ErrorObject { ErrorMessage = "no" } }, "records");

        var withData = await Store.ReadHeadAsync(head.Id, includeData: true);
        var without = await Store.ReadHeadAsync(head.Id, includeData: false);

        Assert.Equal(ended, withData! with { Error = ended.Error });
        Assert.Equal(ended with { Input = null, Result = null, Error = null }, without);
    }

    [Fact]
    public async Task A_parked_execution_says_since_when_and_why_and_is_due_no_more_until_it_goes_on()
    {
        var head = await CreateAsync(SampleHeads.New(Now, input: "\"input\""));
        var why = new ErrorObject { ErrorMessage = "Too large." };

        var parked = await CommitAsync(head.Next() with { ParkedAt = Now.AddSeconds(1), Error = why, WakeUp = null });

        Assert.Equal(parked, (await Store.LoadAsync(head.Id))!.Head with { Error = why });
        Assert.Equal(why.ErrorMessage, (await Store.ReadHeadAsync(head.Id, includeData: true))!.Error!.ErrorMessage);
        Assert.Equal(parked with { Input = null, Error = null }, await Store.ReadHeadAsync(head.Id, includeData: false));
        Assert.Empty(await DueAsync(new DueQuery { Until = DateTimeOffset.MaxValue }));

        var free = await CommitAsync(parked.Next() with { ParkedAt = null, Error = null, WakeUp = new WakeUp(Now.AddSeconds(2), WakeUpKind.Lease) });

        Assert.Equal(free, (await Store.LoadAsync(head.Id))!.Head);
        Assert.Equal([Due(free)], await DueAsync(new DueQuery { Until = DateTimeOffset.MaxValue }));
    }

    [Fact]
    public async Task A_head_says_what_its_execution_waits_for_until_it_says_something_else()
    {
        var head = await CreateAsync(SampleHeads.New(Now));
        var wait = new HeadWait(WaitKind.Callback, DateTimeOffset.FromUnixTimeMilliseconds(Now.ToUnixTimeMilliseconds()), 7, "a.b|c 'ö'");

        var waiting = await CommitAsync(head.Next() with { WaitsFor = wait });

        Assert.Equal(wait, (await Store.ReadHeadAsync(head.Id, includeData: false))!.WaitsFor);
        Assert.Equal(wait, (await Store.ListAsync(new ExecutionQuery { Name = head.Id.Name })).Heads.Single().WaitsFor);

        var next = await CommitAsync(waiting.Next() with { WaitsFor = wait with { Kind = WaitKind.Timer, Failures = 0, Name = null } });
        Assert.Equal(next.WaitsFor, (await Store.LoadAsync(head.Id))!.Head.WaitsFor);

        await CommitAsync(next.Ended(Now.AddSeconds(1)) with { WaitsFor = null });
        Assert.Null((await Store.ReadHeadAsync(head.Id, includeData: false))!.WaitsFor);
    }

    [Fact]
    public async Task The_commit_id_tells_which_commit_was_the_last()
    {
        var head = await CreateAsync(SampleHeads.New(Now));
        Assert.Equal(head.CommitId, (await Store.ReadHeadAsync(head.Id, includeData: false))!.CommitId);

        var next = await CommitAsync(head.Next());

        Assert.Equal(next.CommitId, (await Store.ReadHeadAsync(head.Id, includeData: false))!.CommitId);
    }

    [Fact]
    public async Task A_call_with_a_token_that_is_cancelled_already_does_nothing()
    {
        var cancelled = new CancellationToken(canceled: true);
        var head = await CreateAsync(SampleHeads.New(Now));
        var other = SampleHeads.New(Now);

        await CancelledAsync(() => Store.CreateAsync(other, cancelled).AsTask());
        await CancelledAsync(() => Store.CommitAsync(new Checkpoint(head.Next(), Utf8("x")), cancelled).AsTask());
        await CancelledAsync(() => Store.LoadAsync(head.Id, cancelled).AsTask());
        await CancelledAsync(() => Store.ReadHeadAsync(head.Id, includeData: true, cancelled).AsTask());
        await CancelledAsync(() => Store.ListAsync(new ExecutionQuery(), cancelled).AsTask());
        await CancelledAsync(() => Store.ReadDueAsync(new DueQuery { Until = Now }, cancelled).AsTask());
        await CancelledAsync(() => Store.DeleteExpiredAsync(Now, 10, cancelled).AsTask());

        Assert.Null(await Store.LoadAsync(other.Id));
        Assert.Equal(head, (await Store.LoadAsync(head.Id))!.Head);

        static Task CancelledAsync(Func<Task> call) => Assert.ThrowsAnyAsync<OperationCanceledException>(call);
    }

    [Fact]
    public async Task Calls_with_a_token_that_is_never_cancelled_work_as_without_one()
    {
        using var source = new CancellationTokenSource();
        var head = SampleHeads.New(Now);

        Assert.Null(await Store.CreateAsync(head, source.Token));
        Assert.True(await Store.CommitAsync(new Checkpoint(head.Next(), Utf8("x")), source.Token));
        Assert.Equal(["x"], Texts(await Store.LoadAsync(head.Id, source.Token)));
    }
}
