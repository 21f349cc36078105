using System.Text;
using Durable.Core.Log;
using Durable.Core.Log.Records;
using Durable.Model;
using Durable.Storage;

namespace Durable.Core.Tests.Log;

public sealed class LogRecordTests
{
    private static readonly ErrorObject s_error = new() { ErrorType = "T", ErrorMessage = "m", ErrorData = "{}", StackTrace = ["at a", "at b"] };

    public static TheoryData<string> Texts => ["", "null", "plain", "ünïcödé 漢字 🎉", "quotes \" and \\ slashes", "line\nfeed\ttab\u0001control", new string('x', 1_000_000)];

    /// <summary>The stored format. These texts only ever grow by new lines: what was written once must be read for ever.</summary>
    public static TheoryData<string, string> Golden => new()
    {
        { "step start", """{"u":"SB","t":1795348800000,"i":"1","y":"Step","n":"charge"}""" },
        { "step success with its start", """{"u":"SS","t":1795348800000,"i":"1","y":"Step","n":"charge","d":"42","b":1795348799000}""" },
        { "step lost", """{"u":"SL","t":1795348800000,"i":"1"}""" },
        { "step retry", """{"u":"SR","t":1795348800000,"i":"1","e":{"ErrorMessage":"m","ErrorType":"T"},"s":5}""" },
        { "step failure", """{"u":"SF","t":1795348800000,"i":"1","e":{"ErrorMessage":"m","ErrorType":"T","ErrorData":"{}","StackTrace":["at a","at b"]}}""" },
        { "wait start", """{"u":"WB","t":1795348800000,"i":"1-2-1","p":"1-2","y":"Wait","s":10}""" },
        { "wait cancel", """{"u":"WX","t":1795348800000,"i":"1-2-1"}""" },
        { "context start", """{"u":"CB","t":1795348800000,"i":"1-2","p":"1","y":"MapIteration","n":"1"}""" },
        { "context summary", """{"u":"CS","t":1795348800000,"i":"1-2","d":"","r":1}""" },
        { "callback start", """{"u":"KB","t":1795348800000,"i":"1","y":"Callback","n":"approval","s":60,"h":10,"k":"Zm9vYmFyZm9vYmFyZm9vYg"}""" },
        { "callback start without limits", """{"u":"KB","t":1795348800000,"i":"1-1","p":"1","y":"Callback","k":"Zm9vYmFyZm9vYmFyZm9vYg"}""" },
        { "callback success", """{"o":"S","t":1795348800000,"i":"1","d":"42","q":"r1"}""" },
        { "callback failure", """{"o":"F","t":1795348800000,"i":"1","e":{"ErrorMessage":"m","ErrorType":"T"},"q":"r1"}""" },
        { "callback heartbeat", """{"o":"H","t":1795348800000,"i":"1"}""" },
        { "callback deadline", """{"x":1795348800000}""" },
        { "invoke start", """{"u":"IB","t":1795348800000,"i":"1","y":"ChainedInvoke","n":"charge","d":"42","f":"payment","m":"run-7","z":"acme","l":1}""" },
        { "invoke start of the plainest kind", """{"u":"IB","t":1795348800000,"i":"1-1","p":"1","y":"ChainedInvoke","f":"payment","m":"run-7"}""" },
        { "invoke delivered", """{"j":"D","t":1795348800000,"i":"1"}""" },
        { "invoke success", """{"j":"S","t":1795348800000,"i":"1","d":"43"}""" },
        { "invoke failure", """{"j":"F","t":1795348800000,"i":"1","e":{"ErrorMessage":"m","ErrorType":"T"}}""" },
        { "invoke timeout", """{"j":"T","t":1795348800000,"i":"1","e":{"ErrorMessage":"m","ErrorType":"T"}}""" },
        { "invoke stop", """{"j":"P","t":1795348800000,"i":"1","e":{}}""" },
        { "watermark", """{"w":1795348800000}""" },
        { "invocation", """{"v":"a-1","b":1795348799000,"t":1795348800000}""" },
        { "lost invocation", """{"v":"a-0","b":1795348799000,"t":1795348800000,"e":{"ErrorType":"Runtime.HostLost"}}""" },
        { "invocation that has begun", """{"B":1795348800000}""" },
        { "end", """{"c":"TIMED_OUT","t":1795348800000}""" },
    };

    [Theory]
    [MemberData(nameof(Golden))]
    public void The_stored_format_is_read_and_written_as_ever(string what, string json)
    {
        var record = Assert.Single(Read(Encoding.UTF8.GetBytes(json)));

        Assert.Equal((what, json), (what, Encoding.UTF8.GetString(Write(record))));
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void Payloads_come_back_as_they_were(string text)
    {
        var record = new UpdateRecord(Updates.Step(OperationAction.Succeed) with { Payload = text }, Updates.Noon);

        Assert.Equal(record, Assert.Single(Read(Write(record))));
    }

    [Fact]
    public void Errors_come_back_as_they_were()
    {
        var record = new UpdateRecord(Updates.Step(OperationAction.Fail) with { Error = s_error }, Updates.Noon);

        var read = Assert.IsType<UpdateRecord>(Assert.Single(Read(Write(record)))).Update.Error!;

        Assert.Equal(s_error with { StackTrace = null }, read with { StackTrace = null });
        Assert.Equal(s_error.StackTrace, read.StackTrace);
    }

    [Fact]
    public void A_missing_payload_is_not_an_empty_one()
    {
        var record = new UpdateRecord(Updates.Step(OperationAction.Succeed) with { Payload = null }, Updates.Noon);

        Assert.Null(Assert.IsType<UpdateRecord>(Assert.Single(Read(Write(record)))).Update.Payload);
    }

    [Fact]
    public void Records_follow_each_other_in_a_segment()
    {
        LogRecord[] records =
        [
            new UpdateRecord(Updates.Context(OperationAction.Start), Updates.Noon),
            new UpdateRecord(Updates.Wait(OperationAction.Start, "1-1") with { ParentId = "1" }, Updates.Noon),
            new InvocationCompletedRecord(Updates.Noon, Updates.Noon, "a-1", null),
            new CallbackRecord("7", CallbackAction.Succeed, Updates.Noon) { Payload = "p", RequestId = "r" },
            new CallbackDeadlineRecord(Updates.Noon),
            new InvokeDeliveredRecord("8", Updates.Noon),
            new InvokeDeliveredRecord("8", Updates.Noon) { Version = "2" },
            new InvokeEndedRecord("8", OperationStatus.Failed, Updates.Noon) { Error = new ErrorObject { ErrorType = "T" } },
            new WatermarkRecord(Updates.Noon),
            new WatermarkRecord(Updates.Noon, IsAhead: true),
            new WatermarkPlaceRecord(Updates.Noon),
            new UpdateRecord(new OperationUpdate { Id = "7", Type = OperationType.Callback, Action = OperationAction.GiveUp, GiveUp = new GiveUpOptions(2) }, Updates.Noon),
            new ExecutionClosedRecord(ExecutionStatus.Succeeded, Updates.Noon),
        ];

        Assert.Equal(records, Read(Write(records)));
    }

    [Fact]
    public void Members_of_a_later_release_are_skipped()
    {
        var read = Read("""{"u":"SB","t":1795348800000,"i":"1","g":{"deep":[1,2]},"new":"member"}"""u8);

        Assert.Equal("1", Assert.IsType<UpdateRecord>(Assert.Single(read)).Update.Id);
    }

    [Theory]
    [InlineData("""{"u":"SB","t":1}""")]
    [InlineData("""{"u":"SB","i":"1"}""")]
    [InlineData("""{"u":"ZB","t":1,"i":"1"}""")]
    [InlineData("""{"u":"SZ","t":1,"i":"1"}""")]
    [InlineData("""{"u":"SBX","t":1,"i":"1"}""")]
    [InlineData("""{"u":7,"t":1,"i":"1"}""")]
    [InlineData("""{"u":"SB","t":"soon","i":"1"}""")]
    [InlineData("""{"u":"SB","t":99999999999999999,"i":"1"}""")]
    [InlineData("""{"c":"PAUSED","t":1}""")]
    [InlineData("""{"o":"S","t":1}""")]
    [InlineData("""{"j":"S","t":1}""")]
    [InlineData("""{"j":"D","i":"1"}""")]
    [InlineData("""{"j":"Q","t":1,"i":"1"}""")]
    [InlineData("""{"j":"SS","t":1,"i":"1"}""")]
    [InlineData("""{"u":"IB","t":1,"i":"1","f":"payment"}""")]
    [InlineData("""{"u":"IB","t":1,"i":"1","f":"payment","m":"run","l":9}""")]
    [InlineData("""{"o":"S","i":"1"}""")]
    [InlineData("""{"o":"Z","t":1,"i":"1"}""")]
    [InlineData("""{"o":"SF","t":1,"i":"1"}""")]
    [InlineData("""{"o":7,"t":1,"i":"1"}""")]
    [InlineData("""{"x":"soon"}""")]
    [InlineData("""{"u":"WB","t":1,"i":"1"}""")]
    [InlineData("""{"u":"WB","t":1,"i":"1","s":0}""")]
    [InlineData("""{"u":"WB","t":1,"i":"1","s":2147483647}""")]
    [InlineData("""{"u":"SR","t":1,"i":"1"}""")]
    [InlineData("""{"u":"SR","t":1,"i":"1","s":-5}""")]
    [InlineData("""{"u":"KB","t":1,"i":"1","s":60}""")]
    [InlineData("""{"u":"KB","t":1,"i":"1","k":"x","h":0}""")]
    [InlineData("""{"u":"IB","t":1,"i":"1","d":"42"}""")]
    [InlineData("""{"u":"IB","t":1,"i":"1","f":"pay/ment","m":"run"}""")]
    [InlineData("""{"u":"IB","t":1,"i":"1","f":"payment","m":"run 7"}""")]
    [InlineData("""{"from":"the future"}""")]
    [InlineData("""{}""")]
    [InlineData("""[]""")]
    [InlineData("""{"u":"SB","t":1,"i":"1" """)]
    [InlineData("""garbage""")]
    [InlineData("""{"u":"SB","t":1,"i":"1","e":7}""")]
    public void What_is_not_a_record_is_said_to_be_damaged(string text)
    {
        var damage = Assert.Throws<CheckpointStoreException>(() => Read(Encoding.UTF8.GetBytes(text)));

        Assert.Equal(StoreFailure.Fatal, damage.Failure);
        Assert.StartsWith("A log segment is damaged at byte", damage.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_happens_to_the_bytes_a_read_ends_in_records_or_in_that_error()
    {
        var segment = Write(
            new UpdateRecord(Updates.Step(OperationAction.Fail) with { Error = s_error, Name = "n" }, Updates.Noon, Updates.Noon),
            new UpdateRecord(Updates.Wait(OperationAction.Start, "2"), Updates.Noon),
            new InvocationCompletedRecord(Updates.Noon, Updates.Noon, "a-1", s_error));
        var random = new Random(20261122);
        for (var round = 0; round < 20_000; round++)
        {
            var damaged = segment.ToArray();
            for (var change = random.Next(1, 4); change > 0; change--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            try
            {
                Read(damaged.AsSpan(0, random.Next(damaged.Length + 1)));
            }
            catch (CheckpointStoreException exception)
            {
                Assert.Equal(StoreFailure.Fatal, exception.Failure);
            }
        }
    }

    internal static byte[] Write(params LogRecord[] records)
    {
        var writer = LogRecordWriter.ForThread();
        foreach (var record in records)
        {
            writer.Write(record);
        }

        return writer.Take().ToArray();
    }

    internal static List<LogRecord> Read(ReadOnlySpan<byte> segment)
    {
        List<LogRecord> records = [];
        LogRecordReader.Read(segment, records.Add);
        return records;
    }
}
