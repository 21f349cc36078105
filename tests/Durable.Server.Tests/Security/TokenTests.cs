using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Durable.Server.Tests.Testing;
using Durable.Silo.Security;
using Durable.Silo.Security.Tokens;
using Microsoft.IdentityModel.Tokens;

namespace Durable.Server.Tests.Security;

/// <summary>Tokens of an issuer, with its key in a file; and what others try to pass for one.</summary>
public sealed class TokenTests : IAsyncLifetime
{
    private const string List = "/2025-12-01/durable-executions";

    private readonly string _key;
    private readonly ServerFixture _server;

    public TokenTests()
    {
        _key = Keys.Add("ci", DurableHttpRoles.Viewer);
        _server = new ServerFixture(configure: null, Issuer.Access with { ApiKeysPath = Keys.Path });
    }

    private TokenIssuer Issuer { get; } = new();

    private KeyFile Keys { get; } = new();

    public Task InitializeAsync() => _server.InitializeAsync();

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        Issuer.Dispose();
        Keys.Dispose();
    }

    [Fact]
    public async Task A_token_lets_in_with_the_roles_that_it_has()
    {
        Assert.Equal(200, await StatusAsync(Issuer.Issue(DurableHttpRoles.Viewer)));
        Assert.Equal(200, await StatusAsync(Issuer.Issue("somebody", DurableHttpRoles.Admin)));
        Assert.Equal(403, await StatusAsync(Issuer.Issue("somebody")));
        Assert.Equal(403, await StatusAsync(Issuer.Issue()));
    }

    [Fact]
    public async Task Roles_may_be_within_a_claim()
    {
        var access = Issuer.Access;
        var server = new ServerFixture(configure: null, access with { Tokens = access.Tokens! with { RoleClaim = "realm_access.roles" } });
        await server.InitializeAsync();

        Assert.Equal(200, await StatusAsync(server, Token(DurableHttpRoles.Viewer)));
        Assert.Equal(403, await StatusAsync(server, Token("somebody")));
        Assert.Equal(403, await StatusAsync(server, Issuer.Issue(DurableHttpRoles.Admin)));
        await server.DisposeAsync();

        string Token(string role)
        {
            var content = Issuer.Content();
            content.Claims["realm_access"] = new Dictionary<string, object> { ["roles"] = new[] { role } };
            return Issuer.Issue(content);
        }
    }

    [Fact]
    public async Task Keys_and_tokens_are_taken_beside_each_other()
    {
        Assert.Equal(200, await StatusAsync(_key));
        Assert.Equal(200, await StatusAsync(Issuer.Issue(DurableHttpRoles.Viewer)));
        Assert.Equal(401, await StatusAsync($"{_key}x"));
    }

    [Fact]
    public async Task A_token_with_no_signature_is_refused()
    {
        var content = Issuer.Content(DurableHttpRoles.Admin);
        content.SigningCredentials = null;

        await RefusedAsync(Issuer.Issue(content));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("NONE")]
    public async Task A_good_token_whose_algorithm_is_changed_to_none_is_refused(string algorithm)
    {
        var parts = Issuer.Issue(DurableHttpRoles.Admin).Split('.');
        var header = Encode($"{{\"alg\":\"{algorithm}\",\"typ\":\"JWT\"}}");

        await RefusedAsync($"{header}.{parts[1]}.");
        await RefusedAsync($"{header}.{parts[1]}.{parts[2]}");
    }

    [Fact]
    public async Task The_public_key_does_not_sign_as_a_shared_secret()
    {
        var spki = Convert.FromBase64String(string.Concat(Issuer.PublicKey.Split('\n').Where(static line => !line.StartsWith('-'))));
        foreach (var secret in (byte[][])[Encoding.UTF8.GetBytes(Issuer.PublicKey), Encoding.UTF8.GetBytes(Issuer.PublicKey + "\n"), spki])
        {
            var content = Issuer.Content(DurableHttpRoles.Admin);
            content.SigningCredentials = new SigningCredentials(new SymmetricSecurityKey(secret), SecurityAlgorithms.HmacSha256);
            await RefusedAsync(Issuer.Issue(content));
        }
    }

    [Fact]
    public async Task A_token_that_brings_its_own_key_is_refused()
    {
        using var other = RSA.Create(2048);
        var key = JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(other.ExportParameters(includePrivateParameters: false)));
        var content = Issuer.Content(DurableHttpRoles.Admin);
        content.SigningCredentials = new SigningCredentials(new RsaSecurityKey(other), SecurityAlgorithms.RsaSha256);
        content.AdditionalHeaderClaims = new Dictionary<string, object>
        {
            ["jwk"] = JsonSerializer.SerializeToElement(new Dictionary<string, string> { ["kty"] = "RSA", ["n"] = key.N, ["e"] = key.E }),
            ["jku"] = "https://evil.example/keys",
        };

        await RefusedAsync(Issuer.Issue(content));
    }

    [Fact]
    public async Task A_token_with_a_changed_content_is_refused()
    {
        var parts = Issuer.Issue(DurableHttpRoles.Viewer).Split('.');
        var changed = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[1])).Replace(DurableHttpRoles.Viewer, DurableHttpRoles.Admin, StringComparison.Ordinal);

        await RefusedAsync($"{parts[0]}.{Encode(changed)}.{parts[2]}");
    }

    [Fact]
    public async Task Tokens_of_others_for_others_and_of_other_times_are_refused()
    {
        var now = DateTime.UtcNow;
        var spoiled = new List<SecurityTokenDescriptor>();
        foreach (var spoil in (Action<SecurityTokenDescriptor>[])
            [
                token => token.Issuer = "https://other.example",
                token => token.Issuer = null,
                token => token.Audience = "another",
                token => token.Audience = null,
                token => token.Expires = null,
                token => token.TokenType = "logout+jwt",
                token => token.AdditionalHeaderClaims = new Dictionary<string, object> { ["crit"] = new[] { "exp" }, ["exp"] = 1 },
                token => (token.NotBefore, token.Expires) = (now.AddHours(-2), now.AddHours(-1)),
                token => (token.NotBefore, token.Expires) = (now.AddHours(1), now.AddHours(2)),
            ])
        {
            var content = Issuer.Content(DurableHttpRoles.Admin);
            spoil(content);
            spoiled.Add(content);
        }

        foreach (var content in spoiled)
        {
            await RefusedAsync(Issuer.Issue(content));
        }
    }

    [Theory]
    [InlineData("a.b.c")]
    [InlineData("..")]
    [InlineData("eyJhbGciOiJSUzI1NiJ9..")]
    [InlineData("eyJhbGciOiJSUzI1NiJ9.e30.AAAA.BBBB.CCCC")]
    public async Task What_is_no_token_is_refused(string token) => await RefusedAsync(token);

    [Fact]
    public void A_key_set_and_a_key_of_an_elliptic_curve_are_read_too()
    {
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var rsa = RSA.Create(2048);
        var web = JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(rsa.ExportParameters(includePrivateParameters: false)));

        Assert.IsType<ECDsaSecurityKey>(Assert.Single(Read(ecdsa.ExportSubjectPublicKeyInfoPem())));
        Assert.IsType<RsaSecurityKey>(Assert.Single(Read($$"""{"keys":[{"kty":"RSA","use":"sig","kid":"1","n":"{{web.N}}","e":"{{web.E}}"}]}""")));
    }

    [Fact]
    public void Files_that_could_sign_tokens_or_hold_no_key_are_refused()
    {
        using var rsa = RSA.Create(2048);
        using var small = RSA.Create(1024);

        Refused(rsa.ExportPkcs8PrivateKeyPem(), "it holds a private key; give the public key only");
        Refused("""{"keys":[{"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"}]}""", "it holds a secret key; give public keys only");
        var web = JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(rsa.ExportParameters(includePrivateParameters: true)));
        Refused($$"""{"keys":[{"kty":"RSA","use":"sig","n":"{{web.N}}","e":"{{web.E}}","p":"{{web.P}}"}]}""", "it holds a secret key; give public keys only");
        Refused($$"""{"keys":[{"kty":"RSA","use":"sig","n":"{{web.N}}","e":"AQ"}]}""", "an RSA key in it has an exponent that is even or less than 3");
        Refused($$"""{"keys":[{"kty":"RSA","use":"sig","n":"{{web.N}}","e":"AQAA"}]}""", "an RSA key in it has an exponent that is even or less than 3");
        Refused("""{"keys":[]}""", "it holds no public key for signatures");
        Refused("hello", "it is neither a public key of RSA or ECDSA in PEM nor a JSON Web Key Set");
        Refused(small.ExportSubjectPublicKeyInfoPem(), "an RSA key in it has less than 2048 bits");
    }

    private static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));

    private static IReadOnlyList<SecurityKey> Read(string content)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, content);
            return TokenKeys.Read(path).Content.All;
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void Refused(string content, string message) =>
        Assert.EndsWith($"cannot be used: {message}.", Assert.Throws<AccessConfigurationException>(() => Read(content)).Message, StringComparison.Ordinal);

    private async Task RefusedAsync(string token)
    {
        using var response = await SendAsync(token);
        await WireAssert.ErrorAsync(
            response, 401, "UnauthorizedException", "The key or token is not known here, has expired, or is not meant for this server.");
        Assert.Equal("Bearer realm=\"durable\", error=\"invalid_token\"", response.Headers.WwwAuthenticate.ToString());
    }

    private Task<int> StatusAsync(string credential) => StatusAsync(_server, credential);

    private Task<HttpResponseMessage> SendAsync(string credential) => SendAsync(_server, credential);

    private static async Task<int> StatusAsync(ServerFixture server, string credential)
    {
        using var response = await SendAsync(server, credential);
        return (int)response.StatusCode;
    }

    private static async Task<HttpResponseMessage> SendAsync(ServerFixture server, string credential)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, List);
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {credential}");
        return await server.Http.SendAsync(request);
    }
}
