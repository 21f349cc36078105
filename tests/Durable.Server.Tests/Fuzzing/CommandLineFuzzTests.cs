using System.Net;
using System.Net.Sockets;
using System.Text;
using Durable.Server.Tests.CommandLine;
using Durable.Testing.Fuzzing;

namespace Durable.Server.Tests.Fuzzing;

public sealed class CommandLineFuzzTests
{
    private const int Cases = 1_500;
    private const string Arn = "arn:durable:lambda:local:000000000000:function:orders:$LATEST/durable-execution/order-42/9f0c1c2e";

    private const string Execution =
        $$$$"""
        {"DurableExecutionArn":"{{{{Arn}}}}","DurableExecutionName":"order-42","Status":"FAILED","StartTimestamp":1795348800.123,"EndTimestamp":1795348801.5,
        "ParkedTimestamp":1795348801,"BusinessKey":"b","Tags":{"team":"blue"},"RunNumber":2,"FirstStartTimestamp":1795348800,"InvokedBy":"f/n","TenantId":"acme",
        "InputPayload":"{\"a\":1}","Result":"7","Error":{"ErrorType":"T","ErrorMessage":"m","StackTrace":["at a"]},"Version":"$LATEST",
        "DurableConfig":{"ExecutionTimeout":3600,"RetentionPeriodInDays":14},
        "Usage":{"Operations":1,"Checkpoints":2,"LogBytes":3,"StorageRequests":4,"WriteUnits":5.5,"IndexWriteUnits":1,"ReadUnits":1,"BytesWritten":1,"BytesRead":1}}
        """;

    private const string History =
        """
        {"Events":[{"EventType":"StepFailed","EventId":1,"EventTimestamp":1795348800.1,"Id":"1","Name":"charge","StepFailedDetails":
        {"Error":{"Payload":{"ErrorType":"T","ErrorMessage":"m"}},"RetryDetails":{"CurrentAttempt":2,"NextAttemptDelaySeconds":5}}},
        {"EventType":"WaitStarted","EventId":2,"EventTimestamp":1795348800.1,"Id":"2","WaitStartedDetails":{"Duration":10,"ScheduledEndTimestamp":1795348800}},
        {"EventType":"CallbackStarted","EventId":3,"EventTimestamp":1795348800,"CallbackStartedDetails":{"CallbackId":"x","Timeout":60,"HeartbeatTimeout":10}},
        {"EventType":"ExecutionStarted","EventId":4,"ExecutionStartedDetails":{"Input":{"Payload":"1"},"RunNumber":2,"FirstStartTimestamp":1795348800}},
        {"EventType":"ChainedInvokeStarted","EventId":5,"ChainedInvokeStartedDetails":{"DurableExecutionArn":"f/n","TenantId":"t","Result":{"Payload":"1"}}}]}
        """;

    private static readonly (string[] Command, string Body)[] s_calls =
    [
        (["describe", "orders/order-42"], Execution),
        (["describe", "orders/order-42", "--json"], Execution),
        (["result", "orders/order-42"], Execution),
        (["history", "orders/order-42"], History),
        (["list"], $$$"""{"DurableExecutions":[{{{Execution}}}],"NextMarker":null}"""),
        (["usage"], """{"Functions":[{"FunctionName":"orders","Executions":1,"Usage":{"Operations":1,"Checkpoints":2,"LogBytes":3,"StorageRequests":4,"WriteUnits":5.5}}]}"""),
        (["stop", "orders/order-42", "--reason", "r"], """{"StopTimestamp":1795348800.5}"""),
        (["resume", "orders/order-42"], $$$"""{"DurableExecutionArn":"{{{Arn}}}","Status":"RUNNING"}"""),
        (["start", "orders"], "{}"),
        (["callback", "succeed", "MS9mL24vMS9a"], "{}"),
    ];

    private static readonly int[] s_exitCodes = [0, 1, 2, 3, 4, 5, 6, 7, 8];

    public static TheoryData<int> Calls => [.. Enumerable.Range(0, s_calls.Length)];

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Whatever_a_server_answers_is_shown_or_complained_of(int call)
    {
        var (command, body) = s_calls[call];
        var ok = $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Amz-Durable-Execution-Arn: {Arn}\r\nX-Amz-Executed-Version: 1\r\n\r\n{body}";
        var bad = "HTTP/1.1 400 Bad Request\r\nContent-Type: application/json; charset=utf-8\r\n\r\n{\"__type\":\"ValidationException\",\"message\":\"m\"}";
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var number = 0;
        await Fuzz.RunAsync(Cases / s_calls.Length, [Encoding.UTF8.GetBytes(ok), Encoding.UTF8.GetBytes(ok), Encoding.UTF8.GetBytes(bad)], async answer =>
        {
            using var over = new CancellationTokenSource();
            var answering = AnswerAsync(listener, answer, over.Token);

            // By turns for a person and for a program.
            var run = await new Cli($"http://{listener.LocalEndpoint}") { IsInteractive = number++ % 2 == 0 }.RunAsync(command);

            await over.CancelAsync();
            await answering;
            AssertWellBehaved(run);
        });
    }

    [Fact]
    public Task Whatever_is_typed_is_understood_or_complained_of()
    {
        string[] samples =
        [
            "start\norders\n--input\n{\"a\":1}\n--name\norder-42\n--tag\nteam=blue\n--business-key\nb\n--endpoint\nhttp://127.0.0.1:1",
            "list\n--function\norders\n--status\nRUNNING\n--since\n2026-01-01T00:00:00Z\n--limit\n5\n--endpoint\nhttp://127.0.0.1:1",
            "history\norders/order-42\n--json\n--endpoint\nhttp://127.0.0.1:1",
            "result\norders/order-42\n--timeout\n5\n--endpoint\nhttp://127.0.0.1:1",
            "callback\nfail\nMS9mL24vMS9a\n--error-type\nT\n--endpoint\nhttp://127.0.0.1:1",
        ];
        return Fuzz.RunAsync(Cases, [.. samples.Select(Encoding.UTF8.GetBytes)], static async bytes =>
        {
            var arguments = Encoding.UTF8.GetString(bytes).Split('\n');
            AssertWellBehaved(await new Cli("http://127.0.0.1:1").RunAsync(arguments));
        });
    }

    private static void AssertWellBehaved(CliRun run)
    {
        Assert.Contains(run.ExitCode, s_exitCodes);
        Assert.True(run.ExitCode is 0 or 1 || run.Error.Length > 0, "It failed and did not say why.");
        Assert.DoesNotContain("Unhandled", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', run.Error);
    }

    // To each of the command's requests, until it has ended.
    private static async Task AnswerAsync(TcpListener listener, byte[] answer, CancellationToken over)
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync(over);
                await using var stream = client.GetStream();
                var buffer = new byte[64 * 1024];
                if (await stream.ReadAsync(buffer, over) > 0)
                {
                    await stream.WriteAsync(answer, over);
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The command has ended, or hung up.
        }
    }
}
