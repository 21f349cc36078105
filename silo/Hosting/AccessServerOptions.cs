namespace Durable.Silo.Hosting;

/// <summary>What the command line says about who may call the server, how, and how much.</summary>
internal sealed record AccessServerOptions
{
    public const int DefaultMaxRequestBytes = DurableLimits.MaxExecutionPayloadBytes;

    // Longer than proxies and HTTP clients keep a connection that they might use again, so that they and not the server close it.
    public const int DefaultIdleTimeoutSeconds = 90;

    /// <summary>The file of API keys; null when there are none.</summary>
    public string? ApiKeysPath { get; init; }

    /// <summary>The tokens that are taken; null when there are none.</summary>
    public TokenServerOptions? Tokens { get; init; }

    /// <summary>The provider at which people sign in to the console; null when there is none.</summary>
    public OidcServerOptions? Oidc { get; init; }

    /// <summary>What the server proves itself with; null for plain HTTP.</summary>
    public CertificateServerOptions? Certificate { get; init; }

    /// <summary>Whether keys and data may travel in the clear beyond this machine, because something in front encrypts them.</summary>
    public bool InsecureHttp { get; init; }

    /// <summary>The most bytes a request's body may have, where the operation takes as many.</summary>
    public int MaxRequestBytes { get; init; } = DefaultMaxRequestBytes;

    /// <summary>The most requests of one caller in a second; null for any number.</summary>
    public int? MaxRequestsPerSecond { get; init; }

    /// <summary>The most connections that may be open; null for half of the handles that are free once the server runs, at most 10,000.</summary>
    public int? MaxConnections { get; init; }

    /// <summary>How long a connection may be idle before it is closed.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(DefaultIdleTimeoutSeconds);

    /// <summary>Whether callers are told from each other at all; otherwise they must be on this machine, and may do everything.</summary>
    public bool IsAuthenticated => ApiKeysPath is not null || Tokens is not null || Oidc is not null;
}

/// <summary>The tokens of others that are taken: JSON Web Tokens.</summary>
internal sealed record TokenServerOptions
{
    public const string DefaultRoleClaim = "roles";

    /// <summary>Who issues them, with its keys at the well-known address below; null when both are given by hand.</summary>
    public string? Authority { get; init; }

    /// <summary>Who issues them; null for what the authority says of itself.</summary>
    public string? Issuer { get; init; }

    /// <summary>The issuer's public keys; null for those that the authority publishes.</summary>
    public string? KeyPath { get; init; }

    /// <summary>Whom a token must be meant for.</summary>
    public required string Audience { get; init; }

    /// <summary>The claim that holds <see cref="DurableHttpRoles"/>.</summary>
    public string RoleClaim { get; init; } = DefaultRoleClaim;
}

/// <summary>An OpenID Connect provider at which people sign in to the console.</summary>
internal sealed record OidcServerOptions
{
    public const string DefaultScopes = "openid profile";

    /// <summary>The provider, with what it publishes of itself at the well-known address below.</summary>
    public required string Authority { get; init; }

    /// <summary>What the provider calls this server.</summary>
    public required string ClientId { get; init; }

    /// <summary>The file with the secret that the provider gave this server; null for a public client, which PKCE alone protects.</summary>
    public string? ClientSecretPath { get; init; }

    /// <summary>What the provider is asked for, with <c>openid</c> among it.</summary>
    public string Scopes { get; init; } = DefaultScopes;

    /// <summary>The claim of ID tokens that holds <see cref="DurableHttpRoles"/>.</summary>
    public string RoleClaim { get; init; } = TokenServerOptions.DefaultRoleClaim;

    /// <summary>What people call the provider.</summary>
    public string Host => new Uri(Authority).Host;
}

/// <summary>The server's certificate.</summary>
/// <param name="Path">A PKCS#12 file, or the certificate in PEM.</param>
/// <param name="KeyPath">The private key in PEM; null when the certificate's file has it.</param>
/// <param name="Password">Of the PKCS#12 file or the private key; null for none.</param>
internal sealed record CertificateServerOptions(string Path, string? KeyPath, string? Password);
