using System.Text.Json;
using Durable.Core.Log;
using Durable.Core.Log.Records;
using Durable.Model;
using Durable.Storage;
using FsCheck;
using FsCheck.Fluent;

namespace Durable.Core.Tests.Log;

public sealed class LogRecordPropertyTests
{
    private static readonly Config s_config = Config.QuickThrowOnFailure.WithMaxTest(1000).WithReplay(20261122, 1);

    [Fact]
    public void Any_record_comes_back_as_it_was() => Prop
        .ForAll(Arb.From(Gen.ListOf(Records())), static records => Text(Read(Write(records))) == Text(records))
        .Check(s_config);

    [Fact]
    public void A_segment_that_breaks_off_in_a_record_is_damaged() => Prop
        .ForAll(
            Arb.From(Records().SelectMany(static record => Gen.Choose(1, 10_000).Select(cut => (record, cut)))),
            static input =>
            {
                var segment = Write([input.record]);
                var cut = (input.cut % (segment.Length - 1)) + 1;
                return Damage(segment.AsSpan(0, cut)) is { Failure: StoreFailure.Fatal };
            })
        .Check(s_config);

    [Fact]
    public void Bytes_that_nobody_wrote_are_damaged() => Prop
        .ForAll(
            Arb.From(Gen.Choose(0, 255).Select(static value => (byte)value).NonEmptyListOf()),
            static bytes => Damage([.. bytes]) is not null || bytes.All(static value => value is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'))
        .Check(s_config);

    [Fact]
    public void Half_a_surrogate_pair_is_stored_as_the_replacement_character()
    {
        var record = new UpdateRecord(Updates.Step(OperationAction.Succeed) with { Payload = "a\ud83db" }, Updates.Noon);

        Assert.Equal("a\ufffdb", Assert.IsType<UpdateRecord>(Assert.Single(Read(Write([record])))).Update.Payload);
    }

    [Fact]
    public void A_damaged_record_after_good_ones_says_where()
    {
        var good = Write([new WatermarkRecord(Updates.Noon)]);
        List<LogRecord> seen = [];

        var damage = Assert.Throws<CheckpointStoreException>(() => LogRecordReader.Read([.. good, .. "{}"u8], seen.Add));

        Assert.Contains($"damaged at byte {good.Length + 1} of {good.Length + 2}", damage.Message, StringComparison.Ordinal);
        Assert.Single(seen);
    }

    private static Gen<LogRecord> Records() => Gen.OneOf(
        Updated(),
        Times().Select(static LogRecord (time) => new WatermarkRecord(time)),
        Times().Select(static LogRecord (time) => new CallbackDeadlineRecord(time)),
        CallbackRecords(),
        Times().SelectMany(static began => Texts().SelectMany(requestId => OrNull(Errors()).Select(
            LogRecord (error) => new InvocationCompletedRecord(began, began.AddSeconds(1), requestId, error)))),
        Gen.Elements(ExecutionStatus.Succeeded, ExecutionStatus.Failed, ExecutionStatus.TimedOut, ExecutionStatus.Stopped)
            .SelectMany(static status => Times().Select(LogRecord (time) => new ExecutionClosedRecord(status, time))));

    private static Gen<LogRecord> Updated() =>
        from type in Gen.Elements(OperationType.Step, OperationType.Wait, OperationType.Context, OperationType.Callback)
        from action in Gen.Elements(Enum.GetValues<OperationAction>())
        from id in Texts()
        from parentId in OrNull(Texts())
        from subType in OrNull(Texts())
        from name in OrNull(Texts())
        from payload in OrNull(Texts())
        from error in OrNull(Errors())
        from replayChildren in Gen.Elements(true, false)
        from seconds in Gen.Choose(1, 31_622_400)
        from time in Times()
        from key in Texts()
        from hasStart in Gen.Elements(true, false)
        select (LogRecord)new UpdateRecord(
            new OperationUpdate
            {
                Id = id,
                Type = type,
                Action = action,
                ParentId = parentId,
                SubType = subType,
                Name = name,
                Payload = payload,
                Error = error,
                Context = (type, action) is (OperationType.Context, OperationAction.Succeed) && replayChildren ? new ContextOptions(ReplayChildren: true) : null,
                Step = (type, action) is (OperationType.Step, OperationAction.Retry) ? new StepOptions(seconds) : null,
                Wait = (type, action) is (OperationType.Wait, OperationAction.Start) ? new WaitOptions(seconds) : null,
                Callback = (type, action) is (OperationType.Callback, OperationAction.Start) ? new CallbackOptions(key, seconds, seconds) : null,
                GiveUp = action == OperationAction.GiveUp ? new GiveUpOptions(seconds) : null,
            },
            time,
            hasStart ? time.AddSeconds(-1) : null);

    private static Gen<LogRecord> CallbackRecords() =>
        from action in Gen.Elements(Enum.GetValues<CallbackAction>())
        from id in Texts()
        from payload in OrNull(Texts())
        from error in OrNull(Errors())
        from requestId in OrNull(Texts())
        from time in Times()
        select (LogRecord)new CallbackRecord(id, action, time) { Payload = payload, Error = error, RequestId = requestId };

    private static Gen<ErrorObject> Errors() =>
        from type in OrNull(Texts())
        from message in OrNull(Texts())
        from data in OrNull(Texts())
        from trace in OrNull(Texts().ListOf().Select(static lines => (IReadOnlyList<string>)[.. lines]))
        select new ErrorObject { ErrorType = type, ErrorMessage = message, ErrorData = data, StackTrace = trace };

    private static Gen<DateTimeOffset> Times() => Gen.Choose(0, int.MaxValue).Select(static ms => Updates.Noon.AddMilliseconds(ms));

    // Whole code points of every plane, control characters and what JSON escapes.
    private static Gen<string> Texts() => Gen
        .OneOf(
            Gen.Choose(0, 0xD7FF),
            Gen.Choose(0xE000, 0x10FFFF),
            Gen.Choose(0, 0x7F),
            Gen.Elements('"', '\\', '/', '<', '\u2028', '\ufffe').Select(static character => (int)character))
        .Select(char.ConvertFromUtf32)
        .ListOf()
        .Select(string.Concat);

    private static Gen<T?> OrNull<T>(Gen<T> gen)
        where T : class => Gen.OneOf(gen.Select(static value => (T?)value), Gen.Constant<T?>(null));

    private static string Text(IEnumerable<LogRecord> records) =>
        string.Join('\n', records.Select(static record => $"{record.GetType().Name} {JsonSerializer.Serialize<object>(record)}"));

    private static byte[] Write(IEnumerable<LogRecord> records)
    {
        var writer = LogRecordWriter.ForThread();
        foreach (var record in records)
        {
            writer.Write(record);
        }

        return writer.Take().ToArray();
    }

    private static List<LogRecord> Read(ReadOnlySpan<byte> segment)
    {
        List<LogRecord> records = [];
        LogRecordReader.Read(segment, records.Add);
        return records;
    }

    private static CheckpointStoreException? Damage(ReadOnlySpan<byte> segment)
    {
        try
        {
            Read(segment);
            return null;
        }
        catch (CheckpointStoreException exception)
        {
            return exception;
        }
    }
}
