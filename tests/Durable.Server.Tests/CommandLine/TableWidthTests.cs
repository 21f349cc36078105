namespace Durable.Server.Tests.CommandLine;

/// <summary>Tables on terminals of all widths. What names an execution is never lost.</summary>
public sealed class TableWidthTests : IAsyncLifetime
{
    private const string Id = "hello/019a9f2b-77aa-7c31-9e5d-0f9e4a6b1c2d";

    private static readonly Dictionary<string, string> s_answers = new(StringComparer.Ordinal)
    {
        ["/2025-12-01/durable-executions"] =
            """
            {"DurableExecutions":[
            {"DurableExecutionArn":"arn:durable:lambda:local:000000000000:function:hello:$LATEST/durable-execution/019a9f2b-77aa-7c31-9e5d-0f9e4a6b1c2d/r",
            "Status":"SUCCEEDED","StartTimestamp":1795348800.123,"EndTimestamp":1795349525.5,"BusinessKey":"order-4711",
            "Tags":{"customer":"ada","region":"eu-central-1"}},
            {"DurableExecutionArn":"arn:durable:lambda:local:000000000000:function:order:$LATEST/durable-execution/o-1/r",
            "Status":"RUNNING","ParkedTimestamp":1795348801,"StartTimestamp":1795348800.123,"EndTimestamp":1795348800.5}]}
            """,
        ["/2025-12-01/durable-executions/order/o-1/history"] =
            """
            {"Events":[
            {"EventType":"ExecutionStarted","EventId":1,"EventTimestamp":1795348800.1,"Name":"o-1","ExecutionStartedDetails":{"Input":{"Payload":"{\"sku\":\"bolt M8\",\"count\":40}"}}},
            {"EventType":"StepFailed","EventId":12,"EventTimestamp":1795348801.1,"Id":"1-12","Name":"charge the customer",
            "StepFailedDetails":{"Error":{"Payload":{"ErrorType":"OutOfStock","ErrorMessage":"no bolts are left"}},"RetryDetails":{"CurrentAttempt":2,"NextAttemptDelaySeconds":5}}},
            {"EventType":"ChainedInvokeStarted","EventId":13,"EventTimestamp":1795348802.1,"Id":"2","ChainedInvokeStartedDetails":{"DurableExecutionArn":"ship/o-1"}}]}
            """,
        ["/2025-12-01/durable-executions/order/o-1"] =
            """
            {"DurableExecutionArn":"arn:durable:lambda:local:000000000000:function:order:$LATEST/durable-execution/o-1/9f0c1c2e","Status":"FAILED",
            "StartTimestamp":1795348800.123,"EndTimestamp":1795348801.5,"InputPayload":"{\"sku\":\"bolt M8\",\"count\":40}",
            "Error":{"ErrorType":"OutOfStock","ErrorMessage":"no bolts are left, and none will come before Monday"},
            "Usage":{"Operations":1,"Checkpoints":2,"LogBytes":3,"StorageRequests":4,"WriteUnits":5.5,"IndexWriteUnits":1,"ReadUnits":1,"BytesWritten":1200,"BytesRead":1}}
            """,
        ["/2025-12-01/usage"] =
            """
            {"Functions":[
            {"FunctionName":"earthquake-report","Executions":1200,"Usage":{"Operations":1,"Checkpoints":24000,"LogBytes":3,"StorageRequests":24100,"WriteUnits":48000.5,
            "IndexWriteUnits":1200,"ReadUnits":1,"BytesWritten":12000000,"BytesRead":1000}},
            {"FunctionName":"order","Executions":1,"Usage":{"Operations":1,"Checkpoints":2,"LogBytes":3,"StorageRequests":4,"WriteUnits":5.5,"IndexWriteUnits":1,"ReadUnits":1,"BytesWritten":1,"BytesRead":1}}]}
            """,
    };

    private FakeServer _server = null!;

    public async Task InitializeAsync() => _server = await FakeServer.StartAsync(
        static context => context.Response.Body.WriteAsync(System.Text.Encoding.UTF8.GetBytes(s_answers[Uri.UnescapeDataString(context.Request.Path.Value!)])).AsTask());

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData("list", 40, """
        Execution                      Status
        hello/019a9f2b-77aa-7c31-9e5d  SUCCEEDED
        -0f9e4a6b1c2d
        order/o-1                      RUNNING,
                                       parked
        durable: The terminal is too narrow for: Started, Duration, Business key, Tags. --json has all.
        """)]
    [InlineData("list", 60, """
        Execution                                   Status
        hello/019a9f2b-77aa-7c31-9e5d-0f9e4a6b1c2d  SUCCEEDED
        order/o-1                                   RUNNING, parked
        durable: The terminal is too narrow for: Started, Duration, Business key, Tags. --json has all.
        """)]
    [InlineData("list", 80, """
        Execution                                   Status          Started
        hello/019a9f2b-77aa-7c31-9e5d-0f9e4a6b1c2d  SUCCEEDED       2026-11-22T12:00:00Z
        order/o-1                                   RUNNING,        2026-11-22T12:00:00Z
                                                    parked
        durable: The terminal is too narrow for: Duration, Business key, Tags. --json has all.
        """)]
    [InlineData("list", 100, """
        Execution                                   Status           Started               Business key
        hello/019a9f2b-77aa-7c31-9e5d-0f9e4a6b1c2d  SUCCEEDED        2026-11-22T12:00:00Z  order-4711
        order/o-1                                   RUNNING, parked  2026-11-22T12:00:00Z
        durable: The terminal is too narrow for: Duration, Tags. --json has all.
        """)]
    [InlineData("list", 200, """
        Execution                                   Status           Started               Duration    Business key  Tags
        hello/019a9f2b-77aa-7c31-9e5d-0f9e4a6b1c2d  SUCCEEDED        2026-11-22T12:00:00Z  12 min 5 s  order-4711    customer=ada, region=eu-central-1
        order/o-1                                   RUNNING, parked  2026-11-22T12:00:00Z  377 ms
        """)]
    [InlineData("history order/o-1", 40, """
        #   Event                 Id    Name
        1   ExecutionStarted            o-1
        12  StepFailed            1-12  charge
                                        the
                                        customer
        13  ChainedInvokeStarted  2
        durable: The terminal is too narrow for: Time, Details. --json has all.
        """)]
    [InlineData("history order/o-1", 60, """
        #   Event                 Id    Name      Details
        1   ExecutionStarted            o-1       input {"sku":"bolt
                                                  M8","count":40}
        12  StepFailed            1-12  charge    error OutOfStock:
                                        the       no bolts are left;
                                        customer  attempt 2, next in
                                                  5.0 s
        13  ChainedInvokeStarted  2               invokes ship/o-1
        durable: The terminal is too narrow for: Time. --json has all.
        """)]
    [InlineData("history order/o-1", 80, """
        #   Time          Event                 Id    Name            Details
        1   12:00:00.100  ExecutionStarted            o-1             input {"sku":"bolt
                                                                      M8","count":40}
        12  12:00:01.100  StepFailed            1-12  charge the      error OutOfStock:
                                                      customer        no bolts are left;
                                                                      attempt 2, next in
                                                                      5.0 s
        13  12:00:02.100  ChainedInvokeStarted  2                     invokes ship/o-1
        """)]
    [InlineData("history order/o-1", 100, """
        #   Time          Event                 Id    Name                 Details
        1   12:00:00.100  ExecutionStarted            o-1                  input {"sku":"bolt
                                                                           M8","count":40}
        12  12:00:01.100  StepFailed            1-12  charge the customer  error OutOfStock: no bolts are
                                                                           left; attempt 2, next in 5.0 s
        13  12:00:02.100  ChainedInvokeStarted  2                          invokes ship/o-1
        """)]
    [InlineData("history order/o-1", 200, """
        #   Time          Event                 Id    Name                 Details
        1   12:00:00.100  ExecutionStarted            o-1                  input {"sku":"bolt M8","count":40}
        12  12:00:01.100  StepFailed            1-12  charge the customer  error OutOfStock: no bolts are left; attempt 2, next in 5.0 s
        13  12:00:02.100  ChainedInvokeStarted  2                          invokes ship/o-1
        """)]
    [InlineData("describe order/o-1", 40, """
        Execution    order/o-1
        Status       FAILED
        Started      2026-11-22T12:00:00.123Z
        Ended        2026-11-22T12:00:01.500Z
        Duration     1.3 s
        Input        {"sku":"bolt
                     M8","count":40}
        Error        OutOfStock: no bolts are
                     left, and none will come
                     before Monday
        Operations   1
        Checkpoints  2
        Log bytes    3
        Storage      4 requests, 5.5 write units
                     (indexes 1 more), 1 read
                     units, 1200 bytes written,
                     1 bytes read
        ARN          arn:durable:lambda:local:00
                     0000000000:function:order:$
                     LATEST/durable-execution/o-
                     1/9f0c1c2e
        """)]
    [InlineData("describe order/o-1", 60, """
        Execution    order/o-1
        Status       FAILED
        Started      2026-11-22T12:00:00.123Z
        Ended        2026-11-22T12:00:01.500Z
        Duration     1.3 s
        Input        {"sku":"bolt M8","count":40}
        Error        OutOfStock: no bolts are left, and none will
                     come before Monday
        Operations   1
        Checkpoints  2
        Log bytes    3
        Storage      4 requests, 5.5 write units (indexes 1 more), 1
                     read units, 1200 bytes written, 1 bytes read
        ARN          arn:durable:lambda:local:000000000000:function:
                     order:$LATEST/durable-execution/o-1/9f0c1c2e
        """)]
    [InlineData("describe order/o-1", 80, """
        Execution    order/o-1
        Status       FAILED
        Started      2026-11-22T12:00:00.123Z
        Ended        2026-11-22T12:00:01.500Z
        Duration     1.3 s
        Input        {"sku":"bolt M8","count":40}
        Error        OutOfStock: no bolts are left, and none will come before Monday
        Operations   1
        Checkpoints  2
        Log bytes    3
        Storage      4 requests, 5.5 write units (indexes 1 more), 1 read units, 1200
                     bytes written, 1 bytes read
        ARN          arn:durable:lambda:local:000000000000:function:order:$LATEST/durabl
                     e-execution/o-1/9f0c1c2e
        """)]
    [InlineData("describe order/o-1", 100, """
        Execution    order/o-1
        Status       FAILED
        Started      2026-11-22T12:00:00.123Z
        Ended        2026-11-22T12:00:01.500Z
        Duration     1.3 s
        Input        {"sku":"bolt M8","count":40}
        Error        OutOfStock: no bolts are left, and none will come before Monday
        Operations   1
        Checkpoints  2
        Log bytes    3
        Storage      4 requests, 5.5 write units (indexes 1 more), 1 read units, 1200 bytes written, 1 bytes
                     read
        ARN          arn:durable:lambda:local:000000000000:function:order:$LATEST/durable-execution/o-1/9f0c
                     1c2e
        """)]
    [InlineData("describe order/o-1", 200, """
        Execution    order/o-1
        Status       FAILED
        Started      2026-11-22T12:00:00.123Z
        Ended        2026-11-22T12:00:01.500Z
        Duration     1.3 s
        Input        {"sku":"bolt M8","count":40}
        Error        OutOfStock: no bolts are left, and none will come before Monday
        Operations   1
        Checkpoints  2
        Log bytes    3
        Storage      4 requests, 5.5 write units (indexes 1 more), 1 read units, 1200 bytes written, 1 bytes read
        ARN          arn:durable:lambda:local:000000000000:function:order:$LATEST/durable-execution/o-1/9f0c1c2e
        """)]
    [InlineData("usage", 40, """
        Function           Executions  Requests
        earthquake-report  1200        24100
        order              1           4
        (all)              1201        24104
        durable: The terminal is too narrow for: Checkpoints, Write units, Index units, Read units, Bytes written, Bytes read. --json has all.
        """)]
    [InlineData("usage", 60, """
        Function           Executions  Checkpoints  Requests
        earthquake-report  1200        24000        24100
        order              1           2            4
        (all)              1201        24002        24104
        durable: The terminal is too narrow for: Write units, Index units, Read units, Bytes written, Bytes read. --json has all.
        """)]
    [InlineData("usage", 80, """
        Function           Executions  Checkpoints  Requests  Write units  Read units
        earthquake-report  1200        24000        24100     48000.5      1
        order              1           2            4         5.5          1
        (all)              1201        24002        24104     48006        2
        durable: The terminal is too narrow for: Index units, Bytes written, Bytes read. --json has all.
        """)]
    [InlineData("usage", 100, """
        Function           Executions  Checkpoints  Requests  Write units  Index units  Read units
        earthquake-report  1200        24000        24100     48000.5      1200         1
        order              1           2            4         5.5          1            1
        (all)              1201        24002        24104     48006        1201         2
        durable: The terminal is too narrow for: Bytes written, Bytes read. --json has all.
        """)]
    [InlineData("usage", 200, """
        Function           Executions  Checkpoints  Requests  Write units  Index units  Read units  Bytes written  Bytes read
        earthquake-report  1200        24000        24100     48000.5      1200         1           12000000       1000
        order              1           2            4         5.5          1            1           1              1
        (all)              1201        24002        24104     48006        1201         2           12000001       1001
        """)]
    public async Task A_table_shows_what_matters_at_every_width(string command, int width, string shown)
    {
        var run = await RunAsync(width, command);

        Assert.Equal(shown, string.Join('\n', $"{run.Output}{run.Error}".TrimEnd().Split('\n').Select(static line => line.TrimEnd())));
    }

    [Theory]
    [InlineData("list")]
    [InlineData("history order/o-1")]
    [InlineData("describe order/o-1")]
    [InlineData("usage")]
    public async Task No_line_is_too_wide_and_no_name_is_lost(string command)
    {
        string[] names = command switch
        {
            "list" => [Id, "order/o-1"],
            "usage" => ["earthquake-report", "order"],
            "describe order/o-1" => ["arn:durable:lambda:local:000000000000:function:order:$LATEST/durable-execution/o-1/9f0c1c2e"],
            _ => ["ExecutionStarted", "StepFailed", "ChainedInvokeStarted"],
        };
        for (var width = 24; width <= 220; width++)
        {
            var run = await RunAsync(width, command);

            Assert.Equal(0, run.ExitCode);
            Assert.All(run.Output.Split('\n'), line => Assert.True(line.TrimEnd().Length <= width, $"{width}: {line}"));

            // A name that is too long is broken, and its parts stand below each other.
            var lines = run.Output.Split('\n').Select(static line => line.TrimEnd()).ToArray();
            Assert.All(names, name => Assert.True(IsIn(lines, name), $"{width}: {name} is not in\n{run.Output}"));
        }
    }

    private static bool IsIn(string[] lines, string name) => Enumerable.Range(0, lines.Length).Any(first =>
    {
        var left = name;
        foreach (var line in lines.Skip(first))
        {
            var part = Enumerable.Range(0, left.Length).Select(taken => left[..^taken]).FirstOrDefault(start => line.Contains(start, StringComparison.Ordinal));
            if (part is null)
            {
                return false;
            }

            left = left[part.Length..];
            if (left.Length == 0)
            {
                return true;
            }
        }

        return false;
    });

    private Task<CliRun> RunAsync(int width, string command) =>
        new Cli(_server.Endpoint) { IsInteractive = true, Width = width }.RunAsync(command.Split(' '));
}
