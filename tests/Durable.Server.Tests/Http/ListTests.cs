using System.Text.Json;
using Durable.Server.Tests.Testing;
using Durable.Testing;

namespace Durable.Server.Tests.Http;

public sealed class ListTests(ServerFixture server) : IClassFixture<ServerFixture>, IAsyncLifetime
{
    private const string All = "/2025-12-01/durable-executions";
    private const string OfEcho = "/2025-12-01/functions/echo/durable-executions";

    // Every test finds the same five, one a minute from noon on: echo/a, echo/b, sleep/c, fail/d, echo/e.
    public async Task InitializeAsync()
    {
        if ((await NamesAsync(All)).Length == 0)
        {
            await RunAsync("echo", "a", "\"\"");
            await RunAsync("echo", "b", "\"\"");
            await server.StartAsync("sleep", "c", "36000");
            server.Clock.Advance(TimeSpan.FromMinutes(1));
            await RunAsync("fail", "d", "\"\"");
            await RunAsync("echo", "e", "\"\"");
        }
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_listed_execution_has_the_wires_members()
    {
        Golden.Equal(
            """
            {"DurableExecutions":[
            {"DurableExecutionArn":"arn:durable:lambda:local:000000000000:function:echo:$LATEST/durable-execution/a/RUN",
            "DurableExecutionName":"a",
            "FunctionArn":"arn:durable:lambda:local:000000000000:function:echo:$LATEST",
            "Status":"SUCCEEDED",
            "StartTimestamp":1768478400,
            "EndTimestamp":1768478400}
            ]}
            """,
            await GetAsync($"{OfEcho}?DurableExecutionName=a"));
    }

    [Theory]
    [InlineData("", "edcba")]
    [InlineData("?ReverseOrder=true", "abcde")]
    [InlineData("?Statuses=RUNNING", "c")]
    [InlineData("?Statuses=RUNNING&Statuses=failed", "dc")]
    [InlineData("?Statuses=TIMED_OUT", "")]
    [InlineData("?StartedAfter=2026-01-15T12:02:00Z", "ed")]
    [InlineData("?StartedAfter=1768478520", "ed")]
    [InlineData("?StartedBefore=2026-01-15T12:02:00Z", "ba")]
    [InlineData("?StartedBefore=2026-01-15T14:02:00%2B02:00", "ba")]
    [InlineData("?StartedAfter=2026-01-15T12:00:00.5Z&StartedBefore=2026-01-15T12:03", "cb")]
    [InlineData("?StartedAfter=2026-01-15&StartedBefore=2026-01-16", "edcba")]
    [InlineData("?DurableExecutionName=d", "d")]
    public async Task All_executions_are_listed_by_time_and_filtered(string query, string names) =>
        Assert.Equal(names, string.Concat(await NamesAsync($"{All}{query}")));

    [Theory]
    [InlineData("echo", "eba")]
    [InlineData("echo:$LATEST", "eba")]
    [InlineData("echo:7", "")]
    [InlineData("echo%3A%24LATEST", "eba")]
    [InlineData("arn:durable:lambda:local:000000000000:function:sleep", "c")]
    [InlineData("nothing", "")]
    public async Task A_functions_executions_are_listed_by_every_form_of_its_name(string function, string names) =>
        Assert.Equal(names, string.Concat(await NamesAsync($"/2025-12-01/functions/{function}/durable-executions")));

    [Fact]
    public async Task Pages_lead_through_the_whole_list()
    {
        var names = new List<string>();
        string? marker = null;
        do
        {
            using var page = JsonDocument.Parse(await GetAsync($"{All}?MaxItems=2{(marker is null ? null : $"&Marker={Uri.EscapeDataString(marker)}")}"));
            names.AddRange(Names(page));
            marker = page.RootElement.TryGetProperty("NextMarker", out var next) ? next.GetString() : null;
        }
        while (marker is not null);

        Assert.Equal("edcba", string.Concat(names));
    }

    [Theory]
    [InlineData("Statuses=DONE", "Value 'DONE' at 'statuses' failed to satisfy constraint: Member must satisfy enum value set: [RUNNING, SUCCEEDED, FAILED, TIMED_OUT, STOPPED]")]
    [InlineData("StartedAfter=yesterday", "Value 'yesterday' at 'startedAfter' failed to satisfy constraint: Member must be a time in ISO 8601, for example 2026-09-21T13:33:20Z, or in seconds since 1970, of which there are nine digits or more")]
    [InlineData("StartedBefore=99999999999999", "Value '99999999999999' at 'startedBefore' failed to satisfy constraint: Member must be a time in ISO 8601, for example 2026-09-21T13:33:20Z, or in seconds since 1970, of which there are nine digits or more")]
    [InlineData("StartedAfter=2026", "Value '2026' at 'startedAfter' failed to satisfy constraint: Member must be a time in ISO 8601, for example 2026-09-21T13:33:20Z, or in seconds since 1970, of which there are nine digits or more")]
    [InlineData("StartedBefore=20260921", "Value '20260921' at 'startedBefore' failed to satisfy constraint: Member must be a time in ISO 8601, for example 2026-09-21T13:33:20Z, or in seconds since 1970, of which there are nine digits or more")]
    [InlineData("StartedAfter=", "Value '' at 'startedAfter' failed to satisfy constraint: Member must have length greater than or equal to 1")]
    [InlineData("BusinessKey=", "Value '' at 'businessKey' failed to satisfy constraint: Member must have length greater than or equal to 1")]
    [InlineData("DurableExecutionName=", "Value '' at 'durableExecutionName' failed to satisfy constraint: Member must have length greater than or equal to 1")]
    [InlineData("Statuses=", "Value '' at 'statuses' failed to satisfy constraint: Member must satisfy enum value set: [RUNNING, SUCCEEDED, FAILED, TIMED_OUT, STOPPED]")]
    [InlineData("Tag=", "Value '' at 'tag' failed to satisfy constraint: Member must be a key, '=' and a value, and each key must be given once")]
    [InlineData("MaxItems=5000", "Value '5000' at 'maxItems' failed to satisfy constraint: Member must have value less than or equal to 1000")]
    public async Task A_bad_parameter_is_refused_by_its_name(string query, string message)
    {
        using var response = await SendAsync($"{All}?{query}");

        await WireAssert.ErrorAsync(response, 400, "ValidationException", $"1 validation error detected: {message}");
    }

    [Fact]
    public async Task A_marker_that_was_not_handed_out_is_refused()
    {
        using var response = await SendAsync($"{OfEcho}?Marker=xyz");

        Assert.StartsWith("Invalid Marker", await WireAssert.ErrorAsync(response, 400, "InvalidParameterValueException"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("e.cho")]
    [InlineData("echo:a:b")]
    [InlineData("a2345678901234567890123456789012345678901234567890123456789012345")]
    public async Task A_bad_function_name_is_refused_by_its_parameter(string function)
    {
        using var response = await SendAsync($"/2025-12-01/functions/{function}/durable-executions");

        Assert.StartsWith(
            $"1 validation error detected: Value '{function}' at 'functionName'",
            await WireAssert.ErrorAsync(response, 400, "ValidationException"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_function_that_is_not_registered_and_never_was_is_not_found()
    {
        using var response = await SendAsync("/2025-12-01/functions/ehco/durable-executions");

        Assert.StartsWith(
            "Function 'ehco' is not registered. Registered: ",
            await WireAssert.ErrorAsync(response, 404, "ResourceNotFoundException"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_function_has_left_that_is_no_longer_registered_can_be_listed()
    {
        var other = new ServerFixture();
        await other.InitializeAsync();
        try
        {
            var left = SampleHeads.New(other.Clock.GetUtcNow(), function: "gone");
            await other.Store.CreateAsync(left);

            foreach (var (query, expected) in new[] { ("", left.Id.Name), ("?Statuses=STOPPED", null) })
            {
                using var page = JsonDocument.Parse(await other.Http.GetStringAsync($"/2025-12-01/functions/gone/durable-executions{query}"));
                Assert.Equal(expected, Names(page).SingleOrDefault());
            }
        }
        finally
        {
            await other.DisposeAsync();
        }
    }

    [Fact]
    public async Task Two_qualifiers_that_differ_are_refused()
    {
        using var response = await SendAsync("/2025-12-01/functions/echo:1/durable-executions?Qualifier=2");

        Assert.Contains("at 'qualifier'", await WireAssert.ErrorAsync(response, 400, "ValidationException"), StringComparison.Ordinal);
    }

    private static IEnumerable<string> Names(JsonDocument page) =>
        page.RootElement.GetProperty("DurableExecutions").EnumerateArray().Select(static one => one.GetProperty("DurableExecutionName").GetString()!);

    private async Task RunAsync(string function, string name, string input)
    {
        await server.RunAsync(function, name, input);
        server.Clock.Advance(TimeSpan.FromMinutes(1));
    }

    private async Task<string[]> NamesAsync(string path)
    {
        using var page = JsonDocument.Parse(await GetAsync(path));
        return [.. Names(page)];
    }

    private async Task<string> GetAsync(string path)
    {
        using var response = await SendAsync(path);
        Assert.Equal(200, (int)response.StatusCode);
        return await response.Content.ReadAsStringAsync();
    }

    private Task<HttpResponseMessage> SendAsync(string path) => server.Http.GetAsync(new Uri(path, UriKind.Relative));
}
