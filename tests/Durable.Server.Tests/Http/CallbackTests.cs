using System.Text.Json;
using Durable.Server.Tests.Testing;

namespace Durable.Server.Tests.Http;

public sealed class CallbackTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task A_body_that_is_sent_is_the_result_to_the_byte()
    {
        var callbackId = await OpenAsync("succeeds");

        using var response = await NotifyCompletedAsync(callbackId, "succeed", "\"ünïcödé 漢字\"");

        Assert.Equal((200, "{}"), ((int)response.StatusCode, await response.Content.ReadAsStringAsync()));
        using var history = JsonDocument.Parse(await HistoryAsync("succeeds"));
        var sent = history.RootElement.GetProperty("Events").EnumerateArray().Single(static e => e.TryGetProperty("CallbackSucceededDetails", out _));
        Assert.Equal(
            "\"ünïcödé 漢字\"", sent.GetProperty("CallbackSucceededDetails").GetProperty("Result").GetProperty("Payload").GetString());
    }

    [Fact]
    public async Task An_empty_body_is_no_result()
    {
        var callbackId = await OpenAsync("empty");

        using var response = await NotifyCompletedAsync(callbackId, "succeed", null);

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("null", await ResultAsync("empty"));
    }

    [Fact]
    public async Task An_id_may_be_escaped_as_sdks_do_or_not()
    {
        var escaped = await OpenAsync("escaped");
        var plain = await OpenAsync("plain");

        using (var response = await NotifyCompletedAsync(string.Concat(escaped.Select(static c => $"%{(int)c:X2}")), "succeed", "\"a\""))
        {
            Assert.Equal(200, (int)response.StatusCode);
        }

        using (var response = await NotifyCompletedAsync(plain, "succeed", "\"b\""))
        {
            Assert.Equal(200, (int)response.StatusCode);
        }
    }

    [Fact]
    public async Task An_error_object_that_is_sent_is_the_error()
    {
        var callbackId = await OpenAsync("fails");

        using var response = await NotifyCompletedAsync(callbackId, "fail", """{"ErrorType":"Rejected","ErrorMessage":"too expensive","ErrorData":"{}"}""");

        Assert.Equal((200, "{}"), ((int)response.StatusCode, await response.Content.ReadAsStringAsync()));
        var history = await HistoryAsync("fails");
        Assert.Contains(
            "\"CallbackFailedDetails\":{\"Error\":{\"Payload\":{\"ErrorMessage\":\"too expensive\",\"ErrorType\":\"Rejected\",\"ErrorData\":\"{}\"},\"Truncated\":false}}",
            history,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_needs_no_body_but_what_is_sent_must_be_an_error_object()
    {
        var callbackId = await OpenAsync("fails-silently");

        using (var refused = await NotifyCompletedAsync(callbackId, "fail", "too expensive"))
        {
            await WireAssert.ErrorAsync(refused, 400, "SerializationException");
        }

        using var response = await NotifyCompletedAsync(callbackId, "fail", null);
        Assert.Equal(200, (int)response.StatusCode);
    }

    [Fact]
    public async Task A_heartbeat_leaves_it_open()
    {
        var callbackId = await OpenAsync("beats");

        using (var response = await NotifyCompletedAsync(callbackId, "heartbeat", null))
        {
            Assert.Equal((200, "{}"), ((int)response.StatusCode, await response.Content.ReadAsStringAsync()));
        }

        using (var response = await NotifyCompletedAsync(callbackId, "succeed", "\"alive\""))
        {
            Assert.Equal(200, (int)response.StatusCode);
        }
    }

    [Theory]
    [InlineData("succeed")]
    [InlineData("fail")]
    [InlineData("heartbeat")]
    public async Task A_callback_that_is_completed_takes_nothing_more(string what)
    {
        var callbackId = await OpenAsync($"twice-{what}");
        (await NotifyCompletedAsync(callbackId, "succeed", "\"first\"")).Dispose();

        using var response = await NotifyCompletedAsync(callbackId, what, null);

        await WireAssert.ErrorAsync(
            response, 400, "CallbackTimeoutException", "The callback is already completed; only the first completion counts.");
    }

    [Fact]
    public async Task An_execution_that_has_ended_takes_nothing()
    {
        var callbackId = await OpenAsync("stopped");
        (await server.Http.PostAsync(new Uri("/2025-12-01/durable-executions/ask/stopped/stop", UriKind.Relative), null)).Dispose();

        using var response = await NotifyCompletedAsync(callbackId, "succeed", null);

        await WireAssert.ErrorAsync(response, 400, "CallbackTimeoutException", "The callback's execution has ended.");
    }

    [Fact]
    public async Task A_callback_of_an_execution_that_never_was_takes_nothing()
    {
        using var response = await NotifyCompletedAsync(Convert.ToBase64String("1/ask/never/1/key"u8), "succeed", null);

        await WireAssert.ErrorAsync(response, 400, "CallbackTimeoutException");
    }

    [Fact]
    public async Task What_is_no_id_is_refused()
    {
        using var response = await NotifyCompletedAsync("nonsense", "succeed", null);

        Assert.StartsWith(
            "Invalid callback id", await WireAssert.ErrorAsync(response, 400, "InvalidParameterValueException"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_result_that_is_too_large_or_no_text_is_refused()
    {
        var callbackId = await OpenAsync("large");

        using (var refused = await NotifyCompletedAsync(callbackId, "succeed", new string('x', (256 * 1024) + 1)))
        {
            await WireAssert.ErrorAsync(refused, 413, "RequestTooLargeException");
        }

        using var content = new ByteArrayContent([0xff, 0xfe]);
        using (var refused = await server.Http.PostAsync(Address(callbackId, "succeed"), content))
        {
            await WireAssert.ErrorAsync(refused, 400, "InvalidParameterValueException");
        }
    }

    [Fact]
    public async Task There_is_nothing_else_to_do_to_a_callback()
    {
        using var response = await NotifyCompletedAsync("any", "forget", null);

        await WireAssert.ErrorAsync(response, 404, "UnknownOperationException");
    }

    private static Uri Address(string callbackId, string what) => new($"/2025-12-01/durable-execution-callbacks/{callbackId}/{what}", UriKind.Relative);

    private async Task<string> OpenAsync(string name)
    {
        await server.StartAsync("ask", name, "\"?\"");
        return await server.WhenCallbackAsync("ask", name);
    }

    private async Task<HttpResponseMessage> NotifyCompletedAsync(string callbackId, string what, string? body)
    {
        using var content = body is null ? null : new StringContent(body);
        return await server.Http.PostAsync(Address(callbackId, what), content);
    }

    private async Task<string?> ResultAsync(string name)
    {
        using var result = JsonDocument.Parse(await server.Http.GetStringAsync(
            new Uri($"/2025-12-01/durable-executions/ask/{name}/result?waitSeconds=20", UriKind.Relative)));
        return result.RootElement.GetProperty("Result").GetString();
    }

    private async Task<string> HistoryAsync(string name)
    {
        (await server.Http.GetAsync(new Uri($"/2025-12-01/durable-executions/ask/{name}/result?waitSeconds=20", UriKind.Relative))).Dispose();
        return await server.Http.GetStringAsync(new Uri($"/2025-12-01/durable-executions/ask/{name}/history", UriKind.Relative));
    }
}
