using System.Text.Json;
using Durable.Server.Tests.Testing;

namespace Durable.Server.Tests.Security;

/// <summary>Seeing what executions work on is a right beside the others.</summary>
public sealed class PayloadTests(SecuredServer secured) : IClassFixture<SecuredServer>
{
    private const string Executions = "/2025-12-01/durable-executions";

    [Theory]
    [InlineData("viewer", "")]
    [InlineData("viewer", "/history")]
    [InlineData("operator", "")]
    [InlineData("operator", "/history")]
    public async Task Without_the_right_data_is_left_out_and_asking_for_it_is_refused(string role, string action)
    {
        var name = $"secret-{role}{action.Replace('/', '-')}";
        await secured.StartAsync("echo", name, "\"hunter2\"", "RequestResponse");

        using var without = await secured.GetAsync($"{Executions}/echo/{name}{action}", role);
        var text = await without.Content.ReadAsStringAsync();
        Assert.Equal(200, (int)without.StatusCode);
        Assert.DoesNotContain("hunter2", text, StringComparison.Ordinal);

        using var plain = await secured.GetAsync($"{Executions}/echo/{name}{action}?IncludeExecutionData=false", role);
        Assert.Equal(text, await plain.Content.ReadAsStringAsync());

        using var asked = await secured.GetAsync($"{Executions}/echo/{name}{action}?IncludeExecutionData=true", role);
        var message = await WireAssert.ErrorAsync(asked, 403, "AccessDeniedException");
        Assert.StartsWith("The caller may not see inputs, results and errors: it needs the role payloads or admin.", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("reader")]
    [InlineData("admin")]
    public async Task With_the_right_data_is_there_without_asking(string caller)
    {
        await secured.StartAsync("echo", $"seen-by-{caller}", "\"hunter2\"", "RequestResponse");

        using var described = await secured.GetAsync($"{Executions}/echo/seen-by-{caller}", caller);
        using var history = await secured.GetAsync($"{Executions}/echo/seen-by-{caller}/history", caller);
        using var result = await secured.GetAsync($"{Executions}/echo/seen-by-{caller}/result", caller);

        foreach (var response in (HttpResponseMessage[])[described, history, result])
        {
            Assert.Contains("hunter2", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_error_of_an_execution_is_data()
    {
        await secured.StartAsync("fail", "failed", "\"hunter2\"", "RequestResponse");

        foreach (var path in (string[])[$"{Executions}/fail/failed", $"{Executions}/fail/failed/history", $"{Executions}"])
        {
            using var response = await secured.GetAsync(path, DurableHttpRoles.Viewer);
            Assert.Equal(200, (int)response.StatusCode);
            Assert.DoesNotContain("hunter2", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_operator_without_the_right_does_not_wait_for_results()
    {
        await secured.StartAsync("echo", "waited", "\"hunter2\"", "RequestResponse");
        using var result = await secured.GetAsync($"{Executions}/echo/waited/result", DurableHttpRoles.Operator);
        await WireAssert.ErrorAsync(result, 403, "AccessDeniedException");

        using var request = new HttpRequestMessage(HttpMethod.Post, "/2015-03-31/functions/echo/invocations") { Content = new StringContent("\"hunter2\"") };
        request.Headers.Add("Authorization", $"Bearer {secured.AllKeys[DurableHttpRoles.Operator]}");
        request.Headers.Add("X-Amz-Durable-Execution-Name", "not-started");
        using var response = await secured.Server.Http.SendAsync(request);
        await WireAssert.ErrorAsync(response, 403, "AccessDeniedException");

        using var none = await secured.GetAsync($"{Executions}/echo/not-started", DurableHttpRoles.Viewer);
        await WireAssert.ErrorAsync(none, 404, "ResourceNotFoundException");
    }

    [Fact]
    public async Task The_id_of_a_callback_is_shown_only_to_those_who_may_complete_it()
    {
        await secured.StartAsync("ask", "asked", "\"ready?\"");
        var id = "";
        while (id.Length == 0)
        {
            id = await CallbackIdAsync(DurableHttpRoles.Operator);
        }

        Assert.Equal("", await CallbackIdAsync(DurableHttpRoles.Viewer));
        Assert.Equal("", await CallbackIdAsync("reader"));

        using var completed = await secured.PostAsync($"/2025-12-01/durable-execution-callbacks/{Uri.EscapeDataString(id)}/succeed", DurableHttpRoles.Callback, "\"yes\"");
        Assert.Equal(200, (int)completed.StatusCode);
    }

    private async Task<string> CallbackIdAsync(string caller)
    {
        using var response = await secured.GetAsync($"{Executions}/ask/asked/history", caller);
        using var history = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return history.RootElement.GetProperty("Events").EnumerateArray()
            .Where(static one => one.GetProperty("EventType").GetString() == "CallbackStarted")
            .Select(static one => one.GetProperty("CallbackStartedDetails").TryGetProperty("CallbackId", out var id) ? id.GetString()! : "")
            .FirstOrDefault("");
    }
}
