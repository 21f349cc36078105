using System.Net;
using System.Text.Json;
using Durable.Server.Tests.CommandLine;
using Durable.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Durable.Server.Tests.Client;

/// <summary>What only a client over HTTP meets: connections that break, servers that are none, answers that make no sense.</summary>
public sealed class HttpDurableClientTests : IDisposable
{
    private const string Arn = "arn:durable:lambda:local:000000000000:function:echo:$LATEST/durable-execution/any/run";

    private static readonly ExecutionId s_any = new("echo", "any");

    private readonly HttpClient _http = new() { Timeout = Timeout.InfiniteTimeSpan };
    private readonly ManualTimeProvider _clock = new();

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task A_wait_goes_on_after_lost_connections_and_failing_servers()
    {
        var asked = 0;
        await using var server = await FakeServer.StartAsync(context =>
        {
            switch (++asked)
            {
                case 1:
                    context.Abort();
                    return Task.CompletedTask;
                case 2:
                    return RefuseAsync(context, 503, "ServiceUnavailableException", "stopping");
                case 3:
                    context.Response.StatusCode = 502;
                    return context.Response.WriteAsync("<html>Bad gateway</html>");
                default:
                    return context.Response.WriteAsync(Execution(asked == 4 ? "RUNNING" : "SUCCEEDED"));
            }
        });

        var ended = await _clock.DriveAsync(At(server.Endpoint).WaitForCompletionAsync(s_any));

        Assert.Equal((ExecutionStatus.Succeeded, "1", 5), (ended.Status, ended.Result, asked));
    }

    [Fact]
    public async Task A_wait_gives_up_when_no_answer_comes_for_long()
    {
        await using var server = await FakeServer.StartAsync(Hangup);
        var start = _clock.GetTimestamp();

        var error = await Assert.ThrowsAsync<DurableHttpException>(() => _clock.DriveAsync(At(server.Endpoint).WaitForCompletionAsync(s_any)));

        Assert.Equal((DurableHttpProblem.Unreachable, true), (error.Problem, error.IsOutcomeUnknown));
        Assert.InRange(_clock.GetElapsedTime(start), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1.1));
    }

    [Fact]
    public async Task What_is_sent_is_not_sent_again()
    {
        var asked = 0;
        await using var server = await FakeServer.StartAsync(context =>
        {
            asked++;
            return Hangup(context);
        });

        var error = await Assert.ThrowsAsync<DurableHttpException>(() => At(server.Endpoint).StartWithPayloadAsync("echo", "1"));

        Assert.Equal((true, 1), (error.IsOutcomeUnknown, asked));
    }

    [Fact]
    public async Task A_server_that_is_not_there_has_done_nothing()
    {
        var error = await Assert.ThrowsAsync<DurableHttpException>(() => At("http://127.0.0.1:1").StopAsync(s_any));

        Assert.Equal((DurableHttpProblem.Unreachable, false, null), (error.Problem, error.IsOutcomeUnknown, error.Status));
        Assert.Equal(
            "Cannot reach the server at http://127.0.0.1:1: Connection refused. Start it, or set HttpDurableClientOptions.Endpoint to its address.", error.Message);
    }

    [Theory]
    [InlineData(200, "<html/>", DurableHttpProblem.NotDurableServer)]
    [InlineData(200, "[]", DurableHttpProblem.NotDurableServer)]
    [InlineData(200, """{"a":1}""", DurableHttpProblem.NotDurableServer)]
    [InlineData(404, """{"message":"no route"}""", DurableHttpProblem.NotDurableServer)]
    [InlineData(409, """{"__type":"DurableExecutionAlreadyStartedException","message":"x"}""", DurableHttpProblem.NotDurableServer)]
    [InlineData(200, """{"DurableExecutionArn":"x","Status":"RUNNING"}""", DurableHttpProblem.Unreadable)]
    [InlineData(200, """{"DurableExecutionArn":"ARN","Status":"DANCING"}""", DurableHttpProblem.Unreadable)]
    [InlineData(200, """{"DurableExecutionArn":"ARN","Status":"RUNNING","StartTimestamp":1e28}""", DurableHttpProblem.Unreadable)]
    [InlineData(429, """{"message":"slow down"}""", DurableHttpProblem.Refused)]
    [InlineData(403, """{"__type":"AccessDeniedException","Type":"User","message":"no"}""", DurableHttpProblem.Refused)]
    public async Task An_answer_that_is_none_is_told_apart(int status, string body, DurableHttpProblem problem)
    {
        await using var server = await FakeServer.StartAsync(body.Replace("ARN", Arn, StringComparison.Ordinal), status);

        var error = await Assert.ThrowsAsync<DurableHttpException>(() => At(server.Endpoint).DescribeAsync(s_any));

        Assert.Equal((problem, (HttpStatusCode)status), (error.Problem, error.Status));
    }

    [Fact]
    public async Task An_answer_is_read_up_to_the_limit()
    {
        await using var server = await FakeServer.StartAsync(Execution("SUCCEEDED"));
        var length = Execution("SUCCEEDED").Length;

        await At(server.Endpoint, options => options.MaxAnswerBytes = length).DescribeAsync(s_any);
        var error = await Assert.ThrowsAsync<DurableHttpException>(() => At(server.Endpoint, options => options.MaxAnswerBytes = length - 1).DescribeAsync(s_any));

        Assert.Equal(DurableHttpProblem.AnswerTooLarge, error.Problem);
        Assert.Contains("raise HttpDurableClientOptions.MaxAnswerBytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_full_is_told_as_by_every_client()
    {
        await using var server = await FakeServer.StartAsync(static context => RefuseAsync(context, 429, "TooManyRequestsException", "The host is full."));

        Assert.Equal("The host is full.", (await Assert.ThrowsAsync<DurableOverloadedException>(() => At(server.Endpoint).StartWithPayloadAsync("echo", "1"))).Message);
    }

    [Fact]
    public async Task A_parked_execution_tells_its_reason()
    {
        var parked = new ExecutionParkedException(s_any, "The log is damaged.");
        await using var server = await FakeServer.StartAsync(context => RefuseAsync(context, 409, "ResourceConflictException", parked.Message));

        var error = await Assert.ThrowsAsync<ExecutionParkedException>(() => At(server.Endpoint).ResumeAsync(s_any));

        Assert.Equal((s_any, "The log is damaged.", parked.Message), (error.ExecutionId, error.Reason, error.Message));
    }

    [Fact]
    public async Task The_key_is_sent_and_a_poll_stays_within_the_clients_timeout()
    {
        string? authorization = null, query = null;
        await using var server = await FakeServer.StartAsync(context =>
        {
            (authorization, query) = (context.Request.Headers.Authorization, context.Request.QueryString.Value);
            return context.Response.WriteAsync(Execution("SUCCEEDED"));
        });
        _http.Timeout = TimeSpan.FromSeconds(11);

        await At(server.Endpoint, static options => options.ApiKey = "durable_x").WaitForCompletionAsync(s_any);

        Assert.Equal(("Bearer durable_x", "?waitSeconds=5"), (authorization, query));
    }

    [Fact]
    public async Task A_retention_of_hours_and_a_timeout_of_milliseconds_come_back_whole()
    {
        var execution = new ExecutionDescription
        {
            Id = s_any,
            Arn = Arn,
            FunctionVersion = "$LATEST",
            Status = ExecutionStatus.Running,
            StartedAt = DateTimeOffset.UnixEpoch,
            ExecutionTimeout = TimeSpan.FromMilliseconds(1500),
            Retention = TimeSpan.FromHours(36),
        };
        await using var server = await FakeServer.StartAsync(JsonSerializer.Serialize(Durable.Http.Wire.ExecutionAnswer.Of(execution)));

        var read = await At(server.Endpoint).DescribeAsync(s_any);

        Assert.Equal((execution.ExecutionTimeout, execution.Retention), (read.ExecutionTimeout, read.Retention));
    }

    [Fact]
    public async Task The_base_address_of_the_given_client_is_the_endpoint_unless_one_is_set()
    {
        await using var server = await FakeServer.StartAsync(Execution("SUCCEEDED"));
        _http.BaseAddress = new Uri($"{server.Endpoint}/behind/a/proxy");

        Assert.Equal(s_any, (await new HttpDurableClient(_http).DescribeAsync(s_any)).Id);
    }

    [Fact]
    public void Options_that_make_no_sense_are_refused_and_the_key_is_not_shown()
    {
        var error = Assert.Throws<ArgumentException>(() => new HttpDurableClient(
            _http, new HttpDurableClientOptions { Endpoint = new Uri("ftp://x"), ApiKey = "se cret", MaxAnswerBytes = 0, ReconnectTimeout = TimeSpan.FromSeconds(-1) }));

        foreach (var option in (string[])["Endpoint", "ApiKey", "MaxAnswerBytes", "ReconnectTimeout"])
        {
            Assert.Contains($"HttpDurableClientOptions.{option} is ", error.Message, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("se cret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_app_gets_the_client_by_its_services()
    {
        await using var server = await FakeServer.StartAsync(Execution("SUCCEEDED"));
        var services = new ServiceCollection();
        services.AddDurableHttpClient(options => options.Endpoint = new Uri(server.Endpoint));
        await using var provider = services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true, ValidateOnBuild = true });

        Assert.Equal(1, await provider.GetRequiredService<IDurableClient>().WaitForResultAsync<int>(s_any));
    }

    [Fact]
    public void An_app_with_a_bad_option_learns_it_from_its_services()
    {
        var services = new ServiceCollection();
        services.AddDurableHttpClient(static options => options.MaxAnswerBytes = 0);
        using var provider = services.BuildServiceProvider();

        Assert.Throws<OptionsValidationException>(provider.GetRequiredService<IDurableClient>);
    }

    private static string Execution(string status) => $$"""{"DurableExecutionArn":"{{Arn}}","Status":"{{status}}","InputPayload":"0","Result":"1"}""";

    private static Task Hangup(HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }

    private static Task RefuseAsync(HttpContext context, int status, string type, string message)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync(JsonSerializer.Serialize(new Dictionary<string, string> { ["__type"] = type, ["Type"] = "User", ["message"] = message }));
    }

    private HttpDurableClient At(string endpoint, Action<HttpDurableClientOptions>? configure = null)
    {
        var options = new HttpDurableClientOptions { Endpoint = new Uri(endpoint) };
        configure?.Invoke(options);
        return new HttpDurableClient(_http, options, _clock);
    }
}
