using Durable.Server.Tests.Testing;
using Durable.Silo.Hosting;
using Durable.Silo.Security;
using Durable.Silo.Security.ApiKeys;
using Durable.Testing;

namespace Durable.Server.Tests.Security;

public sealed class ApiKeyTests(SecuredServer secured) : IClassFixture<SecuredServer>
{
    private const string List = "/2025-12-01/durable-executions";

    public static TheoryData<string> WrongCredentials() =>
    [
        "Bearer durable_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "Bearer durable_",
        "Bearer ",
        "Bearer",
        "",
        "durable_",
        "Basic YWRtaW46YWRtaW4=",
        "bearer null",
        $"Bearer {new string('a', 129)}",
        $"Bearer durable_{new string('a', 20_000)}",
        "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4Iiwicm9sZXMiOlsiYWRtaW4iXX0.",
    ];

    [Theory]
    [MemberData(nameof(WrongCredentials))]
    public async Task What_is_no_key_is_refused_without_saying_why(string authorization)
    {
        using var response = await secured.SendAsync(HttpMethod.Get, List, authorization);

        var message = await WireAssert.ErrorAsync(response, 401, "UnauthorizedException");
        Assert.Contains(message, (string[])[
            "The key or token is not known here, has expired, or is not meant for this server.",
            "Who calls? Send an API key or a token in the header 'Authorization: Bearer …'."]);
        Assert.StartsWith("Bearer realm=\"durable\"", response.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_hash_of_a_key_is_no_key()
    {
        var hash = Convert.ToHexStringLower(ApiKey.Hash(secured.AllKeys[DurableHttpRoles.Admin]));

        using var response = await secured.SendAsync(HttpMethod.Get, List, $"Bearer {hash}");

        await WireAssert.ErrorAsync(response, 401, "UnauthorizedException");
    }

    [Fact]
    public async Task Two_credentials_are_none()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, List);
        request.Headers.TryAddWithoutValidation("Authorization", [$"Bearer {secured.AllKeys[DurableHttpRoles.Admin]}", $"Bearer {secured.AllKeys[DurableHttpRoles.Viewer]}"]);

        using var response = await secured.Server.Http.SendAsync(request);

        await WireAssert.ErrorAsync(response, 401, "UnauthorizedException");
    }

    [Fact]
    public async Task A_key_in_the_address_is_none()
    {
        using var response = await secured.SendAsync(HttpMethod.Get, $"{List}?access_token={secured.AllKeys[DurableHttpRoles.Admin]}", authorization: null);

        await WireAssert.ErrorAsync(response, 401, "UnauthorizedException");
    }

    [Fact]
    public async Task A_key_counts_until_it_expires()
    {
        using var file = new KeyFile();
        var key = file.Add("short", ManualTimeProvider.DefaultStart.AddHours(1), DurableHttpRoles.Viewer);
        var server = new ServerFixture(configure: null, new AccessServerOptions { ApiKeysPath = file.Path });
        await server.InitializeAsync();
        try
        {
            Assert.Equal(200, await StatusAsync(server, key));
            server.Clock.Advance(TimeSpan.FromHours(1) - TimeSpan.FromTicks(1));
            Assert.Equal(200, await StatusAsync(server, key));
            server.Clock.Advance(TimeSpan.FromTicks(1));
            Assert.Equal(401, await StatusAsync(server, key));
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("", "--api-keys PATH cannot be used: The input does not contain any JSON tokens")]
    [InlineData("[]", "--api-keys PATH cannot be used: The JSON value could not be converted")]
    [InlineData("{}", "--api-keys PATH cannot be used: JSON deserialization for type")]
    [InlineData("{\"keys\":[{\"name\":\"a\",\"key\":\"durable_x\",\"roles\":[]}]}", "--api-keys PATH cannot be used: The JSON property 'key' could not be mapped")]
    [InlineData("{\"keys\":[null]}", "--api-keys PATH cannot be used: an entry has no 'name'.")]
    [InlineData("{\"keys\":[{\"name\":\" \",\"sha256\":\"00\",\"roles\":[]}]}", "--api-keys PATH cannot be used: an entry has no 'name'.")]
    [InlineData(
        "{\"keys\":[{\"name\":\"a\",\"sha256\":\"00\",\"roles\":[\"root\"]}]}",
        "--api-keys PATH cannot be used: 'a' has the role 'root', which there is not; there are admin, callback, operator, payloads, viewer.")]
    [InlineData(
        "{\"keys\":[{\"name\":\"a\",\"sha256\":\"00\",\"roles\":[]}]}",
        "--api-keys PATH cannot be used: the 'sha256' of 'a' is not 64 hexadecimal digits; 'durable-server keys new' makes a key and its entry.")]
    public void A_file_that_breaks_a_rule_is_refused_with_the_rule(string content, string message)
    {
        using var file = new KeyFile();
        File.WriteAllText(file.Path, content);

        var error = Assert.Throws<AccessConfigurationException>(() => ApiKeyRing.Read(file.Path));

        Assert.StartsWith(message.Replace("PATH", file.Path, StringComparison.Ordinal), error.Message, StringComparison.Ordinal);
    }

    private static async Task<int> StatusAsync(ServerFixture server, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, List);
        request.Headers.Add("Authorization", $"Bearer {key}");
        using var response = await server.Http.SendAsync(request);
        return (int)response.StatusCode;
    }
}
