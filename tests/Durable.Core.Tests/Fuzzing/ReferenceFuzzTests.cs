using System.Text;
using System.Text.Json;
using Durable.Core.Queries;
using Durable.Storage;
using Durable.Testing.Fuzzing;
using static Durable.Core.Tests.Fuzzing.Refusal;

namespace Durable.Core.Tests.Fuzzing;

/// <summary>Short texts by which callers name something, or a store does.</summary>
public sealed class ReferenceFuzzTests
{
    private const int Cases = 10_000;

    private static readonly ExecutionId s_id = new("orders", "order-42");

    [Fact]
    public Task Callback_ids() => RunAsync([new CallbackReference(s_id, "1-2", "Zm9vYmFyZm9vYmFyZm9vYg").ToString()], static text =>
    {
        if (CallbackReference.TryParse(text, out var reference))
        {
            Assert.True(CallbackReference.TryParse(reference.ToString(), out var again));
            Assert.Equal(reference, again);
        }
    });

    [Fact]
    public Task Contents_of_callback_ids() => RunAsync(["1/orders/order-42/1-2/Zm9vYmFyZm9vYmFyZm9vYg"], static text =>
    {
        if (CallbackReference.TryParse(Convert.ToBase64String(Encoding.UTF8.GetBytes(text)), out var reference))
        {
            Assert.True(CallbackReference.TryParse(reference.ToString(), out var again));
            Assert.Equal(reference, again);
        }
    });

    [Fact]
    public Task Execution_ids() => RunAsync([s_id.ToString()], static text =>
    {
        if (ExecutionId.TryParse(text, out var id))
        {
            Assert.Equal(text, id.ToString());
        }
    });

    [Fact]
    public Task List_markers() => RunAsync([new ListMarker(1795348800000, "9f0c1c2e").ToString()], static text =>
    {
        if (!Refused<ListMarker, ArgumentException>(() => ListMarker.Parse(text), out var marker))
        {
            Assert.Equal(marker, ListMarker.Parse(marker.ToString()));
        }
    });

    [Fact]
    public Task History_markers() => RunAsync(["1234", "1234.56"], static text =>
    {
        if (!Refused<HistoryMarker, ArgumentException>(() => HistoryMarker.Parse(text), out var marker))
        {
            Assert.True(marker is { Position: >= 0, Run: >= 0 });
            Assert.Equal(marker, HistoryMarker.Parse(marker.ToString()));
        }
    });

    [Fact]
    public Task Invokers() => RunAsync([new ExecutionInvoker(s_id, "9f0c1c2e", "1-2").ToString()], static text =>
    {
        if (!Refused<ExecutionInvoker, FormatException>(() => ExecutionInvoker.Parse(text), out var invoker))
        {
            Assert.Equal(text, invoker.ToString());
        }
    });

    [Fact]
    public Task Tags() => RunAsync(["""{"customer":"acme","team":"a=b"}"""], static text =>
    {
        if (!Refused<TagSet?, JsonException>(() => TagSet.FromJson(text), out var tags) && tags is not null)
        {
            Assert.Equal(tags, TagSet.FromJson(tags.ToJson()));
        }
    });

    private static Task RunAsync(string[] samples, Action<string> check) =>
        Fuzz.RunAsync(Cases, [.. samples.Select(Encoding.UTF8.GetBytes)], bytes => check(Encoding.UTF8.GetString(bytes)));
}
