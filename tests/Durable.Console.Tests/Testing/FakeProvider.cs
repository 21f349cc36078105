using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Durable.WebConsole.Tests.Testing;

/// <summary>An OpenID Connect provider on this machine. It checks what a server has to send, and signs in whoever the test says.</summary>
internal sealed class FakeProvider : IAsyncDisposable
{
    public const string ClientId = "durable-console";

    private readonly WebApplication _app;
    private readonly RSA _rsa = RSA.Create(2048);
    private readonly ConcurrentDictionary<string, (string Challenge, string Nonce, string RedirectUri)> _codes = [];

    private FakeProvider()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Urls.Add("http://127.0.0.1:0");
        _app.Use(next => context =>
        {
            if (IsAway)
            {
                context.Abort();
                return Task.CompletedTask;
            }

            return next(context);
        });
        _app.MapGet("/.well-known/openid-configuration", () => Results.Json(new Dictionary<string, object>
        {
            ["issuer"] = Authority,
            ["authorization_endpoint"] = $"{Authority}/authorize",
            ["token_endpoint"] = $"{Authority}/token",
            ["jwks_uri"] = $"{Authority}/keys",
            ["end_session_endpoint"] = $"{Authority}/sign-out",
        }));
        _app.MapGet("/keys", () => Results.Json(new { keys = (object[])[PublicKey()] }));
        _app.MapGet("/authorize", Authorize);
        _app.MapGet("/continue", (HttpContext context) => Results.Redirect(context.Request.Query["to"].ToString()));
        _app.MapPost("/token", (Delegate)TokenAsync);
    }

    /// <summary>By another name of this machine than the one that tests have for the server: for a browser it is another site.</summary>
    public string Authority => $"http://localhost:{new Uri(_app.Urls.Single()).Port}";

    /// <summary>What the next ID tokens say.</summary>
    public Dictionary<string, object> Claims { get; set; } = new() { ["sub"] = "1815", ["preferred_username"] = "ada", ["roles"] = new[] { "viewer" } };

    /// <summary>Makes an ID token bad.</summary>
    public Action<SecurityTokenDescriptor> Spoil { get; set; } = static _ => { };

    public bool IsAway { get; set; }

    public bool Denies { get; set; }

    /// <summary>Whether somebody has to press a button first, so that it is this site that leads the browser back.</summary>
    public bool Asks { get; set; }

    /// <summary>What the server has to send to redeem a code; null for a public client.</summary>
    public string? Secret { get; set; }

    /// <summary>The last ID token.</summary>
    public string? LastToken { get; private set; }

    /// <summary>How many codes were redeemed with the verifier of their challenge.</summary>
    public int Redeemed { get; private set; }

    public static async Task<FakeProvider> StartAsync()
    {
        var provider = new FakeProvider();
        await provider._app.StartAsync();
        return provider;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _rsa.Dispose();
    }

    private IResult Authorize(HttpContext context)
    {
        var query = context.Request.Query;
        if (query["client_id"] != ClientId || query["response_type"] != "code" || query["code_challenge_method"] != "S256" || query["scope"] != "openid profile"
            || query["code_challenge"].ToString().Length != 43)
        {
            return Results.BadRequest("This provider takes the code flow with PKCE alone.");
        }

        var code = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        var redirectUri = query["redirect_uri"].ToString();
        _codes[code] = (query["code_challenge"].ToString(), query["nonce"].ToString(), redirectUri);
        var to = QueryHelpers.AddQueryString(redirectUri, new Dictionary<string, string?>
        {
            [Denies ? "error" : "code"] = Denies ? "access_denied" : code,
            ["state"] = query["state"],
        });
        return Asks
            ? Results.Content($"<!doctype html><title>Provider</title><link rel=\"icon\" href=\"data:,\"><a href=\"/continue?to={Uri.EscapeDataString(to)}\">Continue as Ada</a>", "text/html")
            : Results.Redirect(to);
    }

    private async Task<IResult> TokenAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        var isGood = _codes.TryRemove(form["code"].ToString(), out var begun)
            && form["grant_type"] == "authorization_code"
            && form["client_id"] == ClientId
            && form["redirect_uri"] == begun.RedirectUri
            && (Secret is null ? form["client_secret"].Count == 0 : form["client_secret"] == Secret)
            && WebEncoders.Base64UrlEncode(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString()))) == begun.Challenge;
        if (!isGood)
        {
            return Results.Json(new { error = "invalid_grant" }, statusCode: StatusCodes.Status400BadRequest);
        }

        Redeemed++;
        var now = DateTime.UtcNow;
        var token = new SecurityTokenDescriptor
        {
            Issuer = Authority,
            Audience = ClientId,
            IssuedAt = now,
            NotBefore = now,
            Expires = now.AddMinutes(5),
            Claims = new Dictionary<string, object>(Claims) { ["nonce"] = begun.Nonce },
            SigningCredentials = new SigningCredentials(new RsaSecurityKey(_rsa) { KeyId = "1" }, SecurityAlgorithms.RsaSha256),
        };
        Spoil(token);
        LastToken = new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(token);
        return Results.Json(new Dictionary<string, object>
        {
            ["access_token"] = "none",
            ["token_type"] = "Bearer",
            ["expires_in"] = 300,
            ["id_token"] = LastToken,
        });
    }

    private Dictionary<string, string> PublicKey()
    {
        var key = JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(_rsa.ExportParameters(includePrivateParameters: false)));
        return new() { ["kty"] = "RSA", ["use"] = "sig", ["kid"] = "1", ["n"] = key.N, ["e"] = key.E };
    }
}
