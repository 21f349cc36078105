using Durable.Server.Tests.Testing;

namespace Durable.Server.Tests.Http;

public sealed class HealthTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Theory]
    [InlineData("live")]
    [InlineData("ready")]
    public async Task The_head_alone_can_be_asked_for(string state)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, $"/health/{state}");
        using var response = await server.Http.SendAsync(request);

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Empty(await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("live")]
    [InlineData("ready")]
    public async Task A_running_server_is_live_and_ready(string state)
    {
        using var response = await server.Http.GetAsync(new Uri($"/health/{state}", UriKind.Relative));

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal($"{{\"Status\":\"{state}\"}}", await response.Content.ReadAsStringAsync());
    }
}
