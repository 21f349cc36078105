namespace Durable.Server.Tests.CommandLine;

/// <summary>What executions bring along must not steer the terminal of who looks at them.</summary>
public sealed class TerminalOutputTests
{
    // As a server answers that escapes no more than JSON demands.
    private const string Hidden = "\u009b2J\u202e\u200b";
    private const string Arn = "arn:durable:lambda:local:000000000000:function:echo:$LATEST/durable-execution/any/run";

    private const string Answer = $$"""
        {"DurableExecutionArn":"{{Arn}}","Status":"SUCCEEDED","Result":"\"{{Hidden}}\"","BusinessKey":"{{Hidden}}","Tags":{"t":"{{Hidden}}"},"StopTimestamp":1795348800}
        """;

    [Theory]
    [InlineData(true, "\"\\u009b2J\\u202e\\u200b\"\n")]
    [InlineData(true, $"\"{Hidden}\"\n", "--raw")]
    [InlineData(false, $"\"{Hidden}\"\n")]
    public async Task A_result_is_escaped_on_a_terminal_and_raw_elsewhere(bool isInteractive, string output, params string[] options)
    {
        await using var server = await FakeServer.StartAsync(context =>
        {
            context.Response.Headers["X-Amz-Durable-Execution-Arn"] = Arn;
            return context.Response.Body.WriteAsync(System.Text.Encoding.UTF8.GetBytes(Answer)).AsTask();
        });
        var cli = new Cli(server.Endpoint) { IsInteractive = isInteractive };

        Assert.Equal(output, (await cli.RunAsync(["result", "echo/any", .. options])).Succeeded());
        Assert.Equal(output, (await cli.RunAsync(["start", "echo", "--wait", .. options])).Waited());
    }

    [Theory]
    [InlineData("describe", "echo/any")]
    [InlineData("describe", "echo/any", "--json")]
    [InlineData("list")]
    [InlineData("list", "--json")]
    [InlineData("history", "echo/any")]
    [InlineData("history", "echo/any", "--json")]
    [InlineData("usage")]
    [InlineData("usage", "--json")]
    [InlineData("resume", "echo/any")]
    [InlineData("stop", "echo/any", "--json")]
    [InlineData("start", "echo")]
    [InlineData("start", "echo", "--json")]
    public async Task Nothing_that_a_server_answers_steers_a_terminal(params string[] command)
    {
        var body = """
            {ANSWER,"DurableExecutions":[{ANSWER}],"Events":[{"EventType":"HIDDEN","EventId":1,"Name":"HIDDEN"}],"Error":{"ErrorMessage":"HIDDEN"},
            "Functions":[{"FunctionName":"HIDDEN","Executions":1,"Usage":{"Operations":1,"Checkpoints":2,"LogBytes":3}}],"NextMarker":null}
            """
            .Replace("ANSWER", Answer.Trim()[1..^1].Replace("SUCCEEDED", "RUNNING" + Hidden, StringComparison.Ordinal), StringComparison.Ordinal)
            .Replace("HIDDEN", Hidden, StringComparison.Ordinal);
        await using var server = await FakeServer.StartAsync(context =>
        {
            context.Response.Headers["X-Amz-Durable-Execution-Arn"] = Arn.Replace("/any/", "/\u007f/", StringComparison.Ordinal);
            return context.Response.Body.WriteAsync(System.Text.Encoding.UTF8.GetBytes(body)).AsTask();
        });

        var run = await new Cli(server.Endpoint) { IsInteractive = true, Width = 200 }.RunAsync(command);

        Assert.True(run.ExitCode is 0 or 4 or 7, run.Error);
        foreach (var text in (string[])[run.Output, run.Error])
        {
            Assert.DoesNotContain(text, static character => character is '\u009b' or '\u202e' or '\u200b' or '\u007f');
        }
    }

    [Fact]
    public async Task What_a_server_complains_of_is_one_line_without_escapes()
    {
        await using var server = await FakeServer.StartAsync("""{"__type":"ValidationException","Type":"User","message":"a\u001b[2J\nb"}""", 400);

        (await new Cli(server.Endpoint).RunAsync("list")).FailedWith(2, "durable: a\\u001b[2J b");
    }
}
