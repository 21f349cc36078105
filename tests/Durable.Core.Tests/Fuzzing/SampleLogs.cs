using System.Text;
using Durable.Core.Log;
using Durable.Core.Log.Records;

namespace Durable.Core.Tests.Fuzzing;

/// <summary>Logs that an engine would write: each operation once, with all it can have.</summary>
internal static class SampleLogs
{
    private const long Noon = 1795348800000;

    private static readonly string[] s_steps =
    [
        $$$$"""{"u":"SB","t":{{{{Noon}}}},"i":"1","y":"Step","n":"charge"}""",
        $$$$"""{"u":"SL","t":{{{{Noon}}}},"i":"1"}""",
        $$$$"""{"u":"SR","t":{{{{Noon}}}},"i":"1","e":{"ErrorMessage":"m","ErrorType":"T","StackTrace":["at a","at b"]},"s":5}""",
        $$$$"""{"w":{{{{Noon + 5_000}}}}}""",
        $$$$"""{"u":"SS","t":{{{{Noon + 6_000}}}},"i":"1","d":"42","b":{{{{Noon + 5_000}}}}}""",
        $$$$"""{"v":"a-1","b":{{{{Noon}}}},"t":{{{{Noon + 7_000}}}}}""",
    ];

    private static readonly string[] s_contexts =
    [
        $$$$"""{"u":"CB","t":{{{{Noon}}}},"i":"1","y":"Map","n":"all"}""",
        $$$$"""{"u":"CB","t":{{{{Noon}}}},"i":"1-1","p":"1","y":"MapIteration","n":"1"}""",
        $$$$"""{"u":"WB","t":{{{{Noon}}}},"i":"1-1-1","p":"1-1","y":"Wait","s":10}""",
        $$$$"""{"u":"WX","t":{{{{Noon}}}},"i":"1-1-1"}""",
        $$$$"""{"u":"CS","t":{{{{Noon}}}},"i":"1-1","d":"7"}""",
        $$$$"""{"u":"CS","t":{{{{Noon}}}},"i":"1","d":"","r":1}""",
        $$$$"""{"c":"SUCCEEDED","t":{{{{Noon}}}}}""",
    ];

    private static readonly string[] s_callbacks =
    [
        $$$$"""{"u":"KB","t":{{{{Noon}}}},"i":"1","y":"Callback","n":"approval","s":60,"h":10,"k":"Zm9vYmFyZm9vYmFyZm9vYg"}""",
        $$$$"""{"o":"H","t":{{{{Noon + 1_000}}}},"i":"1"}""",
        $$$$"""{"o":"S","t":{{{{Noon + 2_000}}}},"i":"1","d":"42","q":"r1"}""",
        $$$$"""{"u":"KB","t":{{{{Noon}}}},"i":"2","y":"Callback","s":60,"k":"Zm9vYmFyZm9vYmFyZm9vYg"}""",
        $$$$"""{"x":{{{{Noon + 60_000}}}}}""",
        $$$$"""{"v":"a-0","b":{{{{Noon}}}},"t":{{{{Noon}}}},"e":{"ErrorType":"Runtime.HostLost"}}""",
    ];

    private static readonly string[] s_invokes =
    [
        $$$$"""{"u":"IB","t":{{{{Noon}}}},"i":"1","y":"ChainedInvoke","n":"charge","d":"42","f":"payment","m":"run-7","z":"acme","l":1}""",
        $$$$"""{"j":"D","t":{{{{Noon}}}},"i":"1"}""",
        $$$$"""{"j":"F","t":{{{{Noon}}}},"i":"1","e":{"ErrorMessage":"m","ErrorType":"T"}}""",
        $$$$"""{"u":"IB","t":{{{{Noon}}}},"i":"2","y":"ChainedInvoke","f":"payment","m":"run-8"}""",
        $$$$"""{"j":"S","t":{{{{Noon}}}},"i":"2","d":"43"}""",
    ];

    /// <summary>A segment each.</summary>
    public static IReadOnlyList<byte[]> All { get; } =
        [.. new[] { s_steps, s_contexts, s_callbacks, s_invokes }.Select(static records => Encoding.UTF8.GetBytes(string.Concat(records)))];

    /// <summary>Reads a segment.</summary>
    public static List<LogRecord> Read(ReadOnlySpan<byte> segment)
    {
        List<LogRecord> records = [];
        LogRecordReader.Read(segment, records.Add);
        return records;
    }

    /// <summary>Writes one.</summary>
    public static byte[] Write(IEnumerable<LogRecord> records)
    {
        var writer = LogRecordWriter.ForThread();
        foreach (var record in records)
        {
            writer.Write(record);
        }

        return writer.Take().ToArray();
    }
}
