using Microsoft.AspNetCore.Http;

namespace Durable.Server.Tests.CommandLine;

/// <summary>The command line before a server that is not one, or not a good one.</summary>
public sealed class HostileServerTests
{
    private const string Circles =
        "durable: The server goes round in circles: it sent a marker that it had sent before. Use the command line of the server's release.";

    [Theory]
    [InlineData("""{"Events":[],"NextMarker":"MARKER"}""", "history", "echo/any")]
    [InlineData("""{"Functions":[],"NextMarker":"MARKER"}""", "usage")]
    public async Task A_marker_that_comes_again_ends_the_command(string page, params string[] command)
    {
        var number = 0;
        await using var server = await FakeServer.StartAsync(
            context => context.Response.WriteAsync(page.Replace("MARKER", number++ % 2 == 0 ? "A" : "B", StringComparison.Ordinal)));

        var run = await new Cli(server.Endpoint).RunAsync(command);

        Assert.Equal((7, Circles), (run.ExitCode, run.Error.TrimEnd()));
        Assert.Equal(3, number);
    }

    [Fact]
    public async Task An_answer_without_end_is_not_read()
    {
        await using var server = await FakeServer.StartAsync(WriteWithoutEndAsync);

        (await new Cli(server.Endpoint).RunAsync("describe", "echo/any")).FailedWith(
            7, $"durable: The answer of the server at {server.Endpoint} has more than 64 MiB, the most that this command reads.");
    }

    [Fact]
    public async Task A_history_of_large_pages_is_read_in_smaller_ones()
    {
        List<string> asked = [];
        await using var server = await FakeServer.StartAsync(context =>
        {
            var items = context.Request.Query["MaxItems"].ToString();
            asked.Add(items);
            return items == "10" ? context.Response.WriteAsync("""{"Events":[{"EventType":"ExecutionStarted","EventId":1}]}""") : WriteWithoutEndAsync(context);
        });

        Assert.Contains("ExecutionStarted", (await new Cli(server.Endpoint).RunAsync("history", "echo/any")).Succeeded(), StringComparison.Ordinal);
        Assert.Equal(["1000", "100", "10"], asked);
    }

    [Theory]
    [InlineData(400, """{"__type":"com.amazon.coral.service#MissingAuthenticationTokenException","message":"Missing token"}""")]
    [InlineData(404, """{"message":"no Route matched with those values"}""")]
    [InlineData(401, """{"message":"Unauthorized"}""")]
    [InlineData(403, """{"message":"Forbidden"}""")]
    [InlineData(409, """{"message":"Conflict"}""")]
    public async Task What_another_server_refuses_is_not_taken_for_ours(int status, string body)
    {
        await using var server = await FakeServer.StartAsync(body, status);

        (await new Cli(server.Endpoint).RunAsync("list")).FailedWith(
            7, $"durable: What listens at {server.Endpoint} does not answer like an OrleansDurable server. Name the right address with --endpoint or DURABLE_ENDPOINT.");
    }

    [Fact]
    public async Task A_start_whose_answer_is_lost_can_be_found_again()
    {
        await using var server = await FakeServer.StartAsync(static context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });

        var run = await new Cli(server.Endpoint).RunAsync("start", "echo", "--name", "lost");

        Assert.Equal(5, run.ExitCode);
        Assert.EndsWith(
            " Whether 'lost' was started is not known: repeat the command with --name lost, which finds it if it was.\n", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_start_that_reached_nobody_started_nothing() =>
        Assert.DoesNotContain("not known", (await new Cli("http://127.0.0.1:1").RunAsync("start", "echo")).Error, StringComparison.Ordinal);

    [Fact]
    public async Task A_wait_that_is_cut_off_does_not_deny_the_start()
    {
        await using var server = await FakeServer.StartAsync(static context =>
        {
            if (context.Request.Path.StartsWithSegments("/2015-03-31", StringComparison.Ordinal))
            {
                context.Response.Headers["X-Amz-Durable-Execution-Arn"] = "arn:durable:lambda:local:000000000000:function:echo:$LATEST/durable-execution/cut/run";
            }
            else
            {
                context.Abort();
            }

            return Task.CompletedTask;
        });

        var run = await new Cli(server.Endpoint).RunAsync("start", "echo", "--wait");

        Assert.Equal(11, run.ExitCode);
        Assert.StartsWith("durable: Started echo/cut\ndurable: echo/cut was started, but its result cannot be read: Cannot reach", run.Error, StringComparison.Ordinal);
        Assert.EndsWith(" Ask again with: durable result echo/cut\n", run.Error, StringComparison.Ordinal);
    }

    private static async Task WriteWithoutEndAsync(HttpContext context)
    {
        var zeros = new byte[1024 * 1024];
        for (var i = 0; i < 80; i++)
        {
            await context.Response.Body.WriteAsync(zeros);
        }
    }
}
