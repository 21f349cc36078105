using Microsoft.AspNetCore.DataProtection;

namespace Durable.Server.Tests.Security;

/// <summary>What every answer says about itself, and what the server does not leave behind.</summary>
public sealed class AnswerHeaderTests(SecuredServer secured) : IClassFixture<SecuredServer>
{
    private const string Executions = "/2025-12-01/durable-executions";

    [Theory]
    [InlineData("GET", Executions, "admin", 200)]
    [InlineData("GET", $"{Executions}/echo%2Fseen", "admin", 200)]
    [InlineData("GET", $"{Executions}/echo%2Fseen/history", "admin", 200)]
    [InlineData("GET", $"{Executions}/echo%2Fseen/result?waitSeconds=0", "admin", 200)]
    [InlineData("GET", $"{Executions}/echo%2Fnobody", "admin", 404)]
    [InlineData("GET", Executions, null, 401)]
    [InlineData("GET", Executions, "callback", 403)]
    [InlineData("DELETE", Executions, "admin", 405)]
    [InlineData("GET", "/nowhere", "admin", 404)]
    [InlineData("POST", "/2015-03-31/functions/echo/invocations", "operator", 202)]
    [InlineData("GET", "/health/live", null, 200)]
    [InlineData("GET", "/health/ready", null, 200)]
    public async Task Nobody_is_to_store_or_to_guess_at_an_answer(string method, string path, string? caller, int status)
    {
        await secured.StartAsync("echo", "seen", "\"hunter2\"");

        using var response = await secured.SendAsync(
            new HttpMethod(method), path, caller is null ? null : $"Bearer {secured.AllKeys[caller]}", method == "POST" ? "\"1\"" : null);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
    }

    [Fact]
    public void A_key_of_data_protection_is_in_memory_alone() =>
        Assert.IsType<EphemeralDataProtectionProvider>(secured.Server.Services.GetService(typeof(IDataProtectionProvider)));
}
