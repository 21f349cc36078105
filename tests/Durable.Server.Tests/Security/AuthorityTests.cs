using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Durable.Server.Tests.Testing;
using Durable.Silo.Hosting;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;

namespace Durable.Server.Tests.Security;

/// <summary>An issuer that publishes its keys, as OpenID Connect has it.</summary>
public sealed class AuthorityTests
{
    [Fact]
    public async Task Issuer_and_keys_are_those_that_the_authority_publishes()
    {
        using var issuer = new TokenIssuer();
        using var authority = new Authority(issuer);
        await UseAsync(authority, async server =>
        {
            Assert.Equal(200, await StatusAsync(server, issuer.Issue(DurableHttpRoles.Viewer)));

            var content = issuer.Content(DurableHttpRoles.Admin);
            content.Issuer = "https://other.example";
            Assert.Equal(401, await StatusAsync(server, issuer.Issue(content)));

            using var other = new TokenIssuer();
            Assert.Equal(401, await StatusAsync(server, other.Issue(DurableHttpRoles.Admin)));
        });
        Assert.All(authority.Asked, static uri => Assert.Equal("https", uri.Scheme));
    }

    [Fact]
    public async Task While_the_authority_cannot_be_asked_nobody_is_let_in()
    {
        using var issuer = new TokenIssuer();
        using var authority = new Authority(issuer) { IsAway = true };
        await UseAsync(authority, async server =>
        {
            using var answer = await AskAsync(server, issuer.Issue(DurableHttpRoles.Admin));
            Assert.StartsWith(
                "The authority that issues tokens cannot be asked", await WireAssert.ErrorAsync(answer, 503, "ServiceUnavailableException"), StringComparison.Ordinal);
            Assert.NotNull(answer.Headers.RetryAfter);

            authority.IsAway = false;
            Assert.Equal(401, await StatusAsync(server, "a.b.c"));
        });
    }

    private static async Task UseAsync(Authority authority, Func<ServerFixture, Task> use)
    {
        var access = new AccessServerOptions { Tokens = new TokenServerOptions { Authority = TokenIssuer.Name, Audience = TokenIssuer.Audience } };
        var server = new ServerFixture(durable => durable.Services.ConfigureAll<JwtBearerOptions>(jwt => jwt.BackchannelHttpHandler = authority), access);
        await server.InitializeAsync();
        try
        {
            await use(server);
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    private static async Task<int> StatusAsync(ServerFixture server, string token)
    {
        using var response = await AskAsync(server, token);
        return (int)response.StatusCode;
    }

    private static async Task<HttpResponseMessage> AskAsync(ServerFixture server, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/2025-12-01/durable-executions");
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        return await server.Http.SendAsync(request);
    }

    private sealed class Authority(TokenIssuer issuer) : HttpMessageHandler
    {
        private const string Keys = $"{TokenIssuer.Name}/keys";

        public bool IsAway { get; set; }

        public List<Uri> Asked { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked.Add(request.RequestUri!);
            if (IsAway)
            {
                throw new HttpRequestException("Connection refused.");
            }

            var answer = request.RequestUri!.AbsoluteUri == Keys
                ? JsonSerializer.Serialize(new { keys = (object[])[PublicKey()] })
                : JsonSerializer.Serialize(new { issuer = TokenIssuer.Name, jwks_uri = Keys });
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(answer) });
        }

        private Dictionary<string, string> PublicKey()
        {
            using var rsa = RSA.Create();
            rsa.ImportFromPem(issuer.PublicKey);
            var key = JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(rsa.ExportParameters(includePrivateParameters: false)));
            return new Dictionary<string, string> { ["kty"] = "RSA", ["use"] = "sig", ["kid"] = "1", ["n"] = key.N, ["e"] = key.E };
        }
    }
}
