using System.Text;

namespace Durable.Server.Tests.CommandLine;

/// <summary>What a store costs that counts rows: they have no price, and the units that others have are left out.</summary>
public sealed class RowUsageTests : IAsyncLifetime, IDisposable
{
    private static readonly Dictionary<string, string> s_answers = new(StringComparer.Ordinal)
    {
        ["/2025-12-01/durable-executions/order/o-1"] =
            """
            {"DurableExecutionArn":"arn:durable:lambda:local:000000000000:function:order:$LATEST/durable-execution/o-1/r","Status":"SUCCEEDED",
            "StartTimestamp":1795348800.123,"EndTimestamp":1795349525.5,
            "Usage":{"Operations":1,"Checkpoints":2,"LogBytes":3,"StorageRequests":4,"RowsWritten":17,"BytesWritten":1200}}
            """,
        ["/2025-12-01/usage"] =
            """
            {"Functions":[
            {"FunctionName":"order","Executions":1,"Usage":{"Operations":1,"Checkpoints":2,"LogBytes":3,"StorageRequests":4,"RowsWritten":17,"BytesWritten":1200}},
            {"FunctionName":"ship","Executions":2,"Usage":{"Operations":1,"Checkpoints":3,"LogBytes":3,"StorageRequests":5,"RowsWritten":20,"BytesWritten":100}}]}
            """,
    };

    private readonly string _prices = Path.GetTempFileName();
    private FakeServer _server = null!;

    public async Task InitializeAsync()
    {
        await File.WriteAllTextAsync(_prices, """{ "Currency": "EUR", "WriteUnitsPerMillion": 1, "ReadUnitsPerMillion": 2 }""");
        _server = await FakeServer.StartAsync(
            static context => context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(s_answers[Uri.UnescapeDataString(context.Request.Path.Value!)])).AsTask());
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    public void Dispose() => File.Delete(_prices);

    [Fact]
    public async Task An_execution_is_described_by_its_rows()
    {
        var described = (await new Cli(_server.Endpoint).RunAsync("describe", "order/o-1", "--prices", _prices)).Succeeded();

        Assert.Contains("Storage\t4 requests, 17 rows written, 1200 bytes written\n", described, StringComparison.Ordinal);
        Assert.DoesNotContain("Price", described, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sums_are_in_rows() => Assert.Equal(
        """
        FUNCTION	EXECUTIONS	CHECKPOINTS	REQUESTS	ROWS WRITTEN	BYTES WRITTEN
        order	1	2	4	17	1200
        ship	2	3	5	20	100
        (all)	3	5	9	37	1300

        """,
        (await new Cli(_server.Endpoint).RunAsync("usage", "--prices", _prices)).Succeeded(),
        ignoreLineEndingDifferences: true);

    [Fact]
    public async Task Json_has_the_rows() => Assert.Contains(
        "\"RowsWritten\":17", (await new Cli(_server.Endpoint).RunAsync("usage", "--json")).Succeeded().Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
}
