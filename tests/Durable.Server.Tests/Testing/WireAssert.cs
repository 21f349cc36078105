using System.Text.Json;

namespace Durable.Server.Tests.Testing;

/// <summary>What every error looks like, to every kind of client.</summary>
internal static class WireAssert
{
    public static async Task<string> ErrorAsync(HttpResponseMessage response, int status, string code)
    {
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(code, response.Headers.GetValues("x-amzn-ErrorType").Single());
        Assert.True(Guid.TryParse(response.Headers.GetValues("x-amzn-RequestId").Single(), out _));

        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal(code, body.RootElement.GetProperty("__type").GetString());
        Assert.Equal(status < 500 ? "User" : "Service", body.RootElement.GetProperty("Type").GetString());
        var message = body.RootElement.GetProperty("message").GetString();
        Assert.Equal(message, body.RootElement.GetProperty("Message").GetString());
        return message!;
    }

    public static async Task ErrorAsync(HttpResponseMessage response, int status, string code, string message) =>
        Assert.Equal(message, await ErrorAsync(response, status, code));
}
