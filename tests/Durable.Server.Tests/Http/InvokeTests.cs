using System.Text;
using Durable.Server.Tests.Testing;

namespace Durable.Server.Tests.Http;

public sealed class InvokeTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private const int MaxInputBytes = 6 * 1024 * 1024;

    [Fact]
    public async Task An_event_invocation_is_accepted_with_the_arn_and_without_a_body()
    {
        using var response = await server.InvokeAsync("echo", "\"hi\"", "event-1", "Event");

        Assert.Equal(202, (int)response.StatusCode);
        Assert.Equal(string.Empty, await response.Content.ReadAsStringAsync());
        Assert.Equal("$LATEST", response.Headers.GetValues("X-Amz-Executed-Version").Single());
        Golden.Equal(
            "arn:durable:lambda:local:000000000000:function:echo:$LATEST/durable-execution/event-1/RUN",
            response.Headers.GetValues("X-Amz-Durable-Execution-Arn").Single());
        Assert.True(Guid.TryParse(response.Headers.GetValues("x-amzn-RequestId").Single(), out _));
    }

    [Fact]
    public async Task A_synchronous_invocation_answers_the_result_verbatim()
    {
        using var response = await server.InvokeAsync("echo", "\"it's <b>äöü</b>\"", "sync-1");

        Assert.Equal(200, (int)response.StatusCode);
        Assert.False(response.Headers.Contains("X-Amz-Function-Error"));
        Assert.Contains("/sync-1/", response.Headers.GetValues("X-Amz-Durable-Execution-Arn").Single(), StringComparison.Ordinal);
        Assert.Equal("it's <b>äöü</b>", System.Text.Json.JsonSerializer.Deserialize<string>(await response.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task A_function_without_a_result_answers_null()
    {
        using var response = await server.InvokeAsync("nothing", "\"\"", type: "RequestResponse");

        Assert.Equal("null", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_synchronous_invocation_that_fails_answers_the_error_in_lambdas_form()
    {
        using var response = await server.InvokeAsync("fail", "\"no luck\"", "sync-fail");

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("Unhandled", response.Headers.GetValues("X-Amz-Function-Error").Single());
        Assert.Contains("/sync-fail/", response.Headers.GetValues("X-Amz-Durable-Execution-Arn").Single(), StringComparison.Ordinal);
        Assert.StartsWith(
            """{"errorMessage":"no luck","errorType":"System.InvalidOperationException","stackTrace":[""",
            await response.Content.ReadAsStringAsync(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_name_every_invocation_is_an_execution_of_its_own()
    {
        using var first = await server.InvokeAsync("echo", "\"same\"");
        using var second = await server.InvokeAsync("echo", "\"same\"");

        Assert.NotEqual(first.Headers.GetValues("X-Amz-Durable-Execution-Arn").Single(), second.Headers.GetValues("X-Amz-Durable-Execution-Arn").Single());
    }

    [Fact]
    public async Task The_same_name_and_input_find_the_execution_that_is_there() =>
        Assert.Equal(await server.StartAsync("echo", "twice", "\"a\""), await server.StartAsync("echo", "twice", "\"a\""));

    [Fact]
    public async Task The_same_name_with_another_input_is_a_conflict()
    {
        await server.StartAsync("echo", "taken", "\"a\"");

        using var response = await server.InvokeAsync("echo", "\"b\"", "taken", "Event");

        await WireAssert.ErrorAsync(
            response,
            409,
            "DurableExecutionAlreadyStartedException",
            "Execution already started: 'echo/taken' exists with a different input. Start it under another name, or with the same input to get the existing one.");
    }

    [Theory]
    [InlineData("echo:$LATEST")]
    [InlineData("echo?Qualifier=$LATEST")]
    [InlineData("000000000000:function:echo")]
    [InlineData("arn:durable:lambda:local:000000000000:function:echo:$LATEST")]
    [InlineData("arn%3Aaws%3Alambda%3Aus-east-1%3A123456789012%3Afunction%3Aecho")]
    public async Task A_function_is_found_by_every_form_of_its_name(string form)
    {
        var query = form.Split('?');
        using var content = new StringContent("\"x\"");
        using var response = await server.Http.PostAsync(
            new Uri($"/2015-03-31/functions/{query[0]}/invocations{(query.Length > 1 ? $"?{query[1]}" : null)}", UriKind.Relative), content);

        Assert.Equal("\"x\"", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_function_that_is_not_registered_is_not_found()
    {
        using var response = await server.InvokeAsync("ehco", "1");

        Assert.StartsWith(
            "Function 'ehco' is not registered. Registered: ",
            await WireAssert.ErrorAsync(response, 404, "ResourceNotFoundException"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_version_is_refused_rather_than_another_one_started()
    {
        using var response = await server.InvokeAsync("echo:7", "1");

        await WireAssert.ErrorAsync(
            response,
            400,
            "InvalidParameterValueException",
            "Versions and aliases cannot be started yet: leave the qualifier '7' out, or say $LATEST, to start 'echo' as it is registered.");
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("a.b")]
    [InlineData("")]
    [InlineData("a2345678901234567890123456789012345678901234567890123456789012345")]
    public async Task A_bad_execution_name_is_refused_by_its_parameter(string name)
    {
        using var response = await server.InvokeAsync("echo", "1", name);

        await WireAssert.ErrorAsync(
            response,
            400,
            "ValidationException",
            $"1 validation error detected: Value '{name}' at 'durableExecutionName' failed to satisfy constraint: Member must be 1 to 64 of a-z, A-Z, 0-9, '-' and '_'");
    }

    [Theory]
    [InlineData("event", "ValidationException", "1 validation error detected: Value 'event' at 'invocationType' failed to satisfy constraint: Member must satisfy enum value set: [Event, RequestResponse]")]
    [InlineData("DryRun", "InvalidParameterValueException", "X-Amz-Invocation-Type DryRun is not supported yet: use Event to start without waiting, or RequestResponse to wait.")]
    public async Task A_bad_invocation_type_is_refused(string type, string code, string message)
    {
        using var response = await server.InvokeAsync("echo", "1", type: type);

        await WireAssert.ErrorAsync(response, 400, code, message);
    }

    [Theory]
    [InlineData("hello")]
    [InlineData("{\"a\":}")]
    [InlineData("{} {}")]
    [InlineData(" ")]
    public async Task An_input_that_is_not_json_is_refused(string input)
    {
        using var response = await server.InvokeAsync("echo", input);

        Assert.StartsWith(
            "Could not parse request body into json: ", await WireAssert.ErrorAsync(response, 400, "InvalidRequestContentException"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_input_that_is_not_utf_8_is_refused()
    {
        using var content = new ByteArrayContent([(byte)'"', 0xC3, 0x28, (byte)'"']);
        using var response = await server.Http.PostAsync(new Uri("/2015-03-31/functions/echo/invocations", UriKind.Relative), content);

        await WireAssert.ErrorAsync(response, 400, "InvalidRequestContentException");
    }

    [Fact]
    public async Task An_input_that_the_function_does_not_take_is_refused_and_starts_nothing()
    {
        using var response = await server.InvokeAsync("sleep", "\"long\"", "wrong-type", "Event");

        Assert.StartsWith(
            "Cannot read the input of function 'sleep' as System.Int32 in execution 'sleep/wrong-type': ",
            await WireAssert.ErrorAsync(response, 400, "InvalidRequestContentException"),
            StringComparison.Ordinal);
        using var described = await server.Http.GetAsync(new Uri("/2025-12-01/durable-executions/sleep/wrong-type", UriKind.Relative));
        Assert.Equal(404, (int)described.StatusCode);
    }

    [Theory]
    [InlineData("echo", 200)]
    [InlineData("sleep", 400)]
    public async Task An_input_that_is_absent_is_null_and_refused_where_null_is(string function, int status)
    {
        using var response = await server.InvokeAsync(function, input: null, $"absent-{function}");

        Assert.Equal(status, (int)response.StatusCode);
        using var described = await server.Http.GetAsync(new Uri($"/2025-12-01/durable-executions/{function}/absent-{function}", UriKind.Relative));
        Assert.Equal(status == 200 ? 200 : 404, (int)described.StatusCode);
    }

    [Theory]
    [InlineData("BusinessKey=", "businessKey")]
    [InlineData("Tag=", "tag")]
    public async Task An_empty_label_is_refused(string query, string member)
    {
        using var content = new StringContent("\"x\"");
        using var response = await server.Http.PostAsync(new Uri($"/2015-03-31/functions/echo/invocations?{query}", UriKind.Relative), content);

        Assert.StartsWith(
            $"1 validation error detected: Value '' at '{member}'", await WireAssert.ErrorAsync(response, 400, "ValidationException"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_input_may_have_as_many_bytes_as_the_limit_and_not_one_more()
    {
        using var atLimit = await server.InvokeAsync("nothing", $"\"{new string('x', MaxInputBytes - 2)}\"");
        Assert.Equal(200, (int)atLimit.StatusCode);

        using var beyond = await server.InvokeAsync("nothing", $"\"{new string('x', MaxInputBytes - 1)}\"");
        await WireAssert.ErrorAsync(
            beyond,
            413,
            "RequestTooLargeException",
            "The input has more than 6291456 bytes, which is the limit. Keep large data elsewhere, for example in an object store, and pass a reference to it.");
    }

    [Fact]
    public async Task An_input_of_unknown_length_is_cut_off_at_the_limit()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/2015-03-31/functions/nothing/invocations");
        request.Headers.TransferEncodingChunked = true;
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes($"\"{new string('x', MaxInputBytes)}\""));

        using var response = await server.Http.SendAsync(request);

        await WireAssert.ErrorAsync(response, 413, "RequestTooLargeException");
    }
}
