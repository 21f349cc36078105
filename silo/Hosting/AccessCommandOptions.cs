using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;

namespace Durable.Silo.Hosting;

/// <summary>The options of the command line about who may call the server, how, and how much.</summary>
internal sealed class AccessCommandOptions
{
    // Not an option: what is on a command line is seen by every process of the machine.
    private const string CertificatePasswordVariable = "DURABLE_CERTIFICATE_PASSWORD";

    private const int MinRequestBytes = 1024;

    private readonly Option<string> _apiKeys = new("--api-keys")
    {
        Description = "A file of API keys; callers must send one of them. 'durable-server keys new' makes keys.",
        HelpName = "path",
    };

    private readonly Option<string> _authority = new("--jwt-authority")
    {
        Description = "Take tokens of this OpenID Connect issuer, whose keys are read from its well-known address.",
        HelpName = "url",
    };

    private readonly Option<string> _issuer = new("--jwt-issuer")
    {
        Description = "Take tokens of this issuer, with --jwt-key.",
        HelpName = "text",
    };

    private readonly Option<string> _key = new("--jwt-key")
    {
        Description = "A file with the issuer's public keys: PEM, or a JSON Web Key Set.",
        HelpName = "path",
    };

    private readonly Option<string> _audience = new("--jwt-audience")
    {
        Description = "Whom tokens must be meant for; needed with tokens.",
        HelpName = "text",
    };

    private readonly Option<string> _roleClaim = new("--jwt-role-claim")
    {
        Description = "The claim of tokens, also of those of --oidc-authority, that holds the roles: viewer, operator, admin, callback, payloads. Within an object: realm_access.roles.",
        HelpName = "name",
        DefaultValueFactory = static _ => TokenServerOptions.DefaultRoleClaim,
    };

    private readonly OidcCommandOptions _oidc = new();

    private readonly Option<string> _certificate = new("--certificate")
    {
        Description = $"Serve HTTPS with this certificate: PKCS#12, or PEM. {CertificatePasswordVariable} in the environment is the password.",
        HelpName = "path",
    };

    private readonly Option<string> _certificateKey = new("--certificate-key")
    {
        Description = "The private key of a certificate in PEM, where it is not in the same file.",
        HelpName = "path",
    };

    private readonly Option<bool> _insecureHttp = new("--insecure-http")
    {
        Description = "Serve plain HTTP beyond this machine: only behind a proxy that encrypts.",
    };

    private readonly Option<int> _maxRequestBytes = new("--max-request-bytes")
    {
        Description = "The most bytes the body of a request may have. Operations with smaller limits keep theirs.",
        HelpName = "bytes",
        DefaultValueFactory = static _ => AccessServerOptions.DefaultMaxRequestBytes,
    };

    private readonly Option<int?> _maxRequests = new("--max-requests-per-second")
    {
        Description = "The most requests of one caller in a second: of a key, of a token's subject, or of an address that has neither. Default: any number.",
        HelpName = "number",
    };

    private readonly Option<int?> _maxConnections = new("--max-connections")
    {
        Description = "The most connections that may be open. At the limit a new one takes the place of the one that is idle longest. Default: half of the "
            + "file handles that are free once the server runs, at most 10000.",
        HelpName = "number",
    };

    private readonly Option<int> _idleTimeout = new("--idle-timeout")
    {
        Description = "After how many seconds without a request a connection is closed.",
        HelpName = "seconds",
        DefaultValueFactory = static _ => AccessServerOptions.DefaultIdleTimeoutSeconds,
    };

    public AccessCommandOptions()
    {
        _authority.Validators.Add(RequireHttps);
        _maxRequestBytes.Validators.Add(static option => RequireNumber(option, MinRequestBytes, AccessServerOptions.DefaultMaxRequestBytes));
        _maxRequests.Validators.Add(static option => RequireNumber(option, 1, 1_000_000));
        _maxConnections.Validators.Add(static option => RequireNumber(option, 1, 1_000_000));
        _idleTimeout.Validators.Add(static option => RequireNumber(option, 1, 3600));
    }

    private Option[] Tokens => [_authority, _issuer, _key, _audience, _roleClaim];

    // Says nothing of who issues tokens: those of a provider that people sign in at have it, too.
    private bool IsOfTokensAlone(CommandResult command, Option option) => option != _roleClaim || !_oidc.IsGiven(command);

    private Option[] Limits => [_maxRequestBytes, _maxRequests, _maxConnections, _idleTimeout];

    public void AddTo(RootCommand command)
    {
        foreach (var option in (Option[])[_apiKeys, .. Tokens, .. _oidc.All, _certificate, _certificateKey, _insecureHttp, .. Limits])
        {
            command.Add(option);
        }
    }

    public AccessServerOptions Read(ParseResult parsed) => new()
    {
        ApiKeysPath = parsed.GetValue(_apiKeys),
        Tokens = parsed.GetValue(_audience) is not { } audience ? null : new TokenServerOptions
        {
            Authority = parsed.GetValue(_authority),
            Issuer = parsed.GetValue(_issuer),
            KeyPath = parsed.GetValue(_key),
            Audience = audience,
            RoleClaim = parsed.GetRequiredValue(_roleClaim),
        },
        Oidc = _oidc.Read(parsed, parsed.GetRequiredValue(_roleClaim)),
        Certificate = parsed.GetValue(_certificate) is { } path
            ? new CertificateServerOptions(path, parsed.GetValue(_certificateKey), Environment.GetEnvironmentVariable(CertificatePasswordVariable))
            : null,
        InsecureHttp = parsed.GetValue(_insecureHttp),
        MaxRequestBytes = parsed.GetValue(_maxRequestBytes),
        MaxRequestsPerSecond = parsed.GetValue(_maxRequests),
        MaxConnections = parsed.GetValue(_maxConnections),
        IdleTimeout = TimeSpan.FromSeconds(parsed.GetValue(_idleTimeout)),
    };

    public bool HasProvider(CommandResult command) => _oidc.IsGiven(command);

    /// <summary>Refuses what makes no sense together, and what would leave the server open.</summary>
    /// <param name="command">The parsed command.</param>
    /// <param name="address">Where the server is to listen.</param>
    public void RequireCombination(CommandResult command, IPAddress address)
    {
        RequireTokens(command);
        _oidc.RequireCombination(command);
        if (Has(command, _certificateKey) && !Has(command, _certificate))
        {
            command.AddError("--certificate-key is the key of a certificate: name that with --certificate.");
        }

        if (!IPAddress.IsLoopback(address))
        {
            RequireProtection(command, address);
        }
        else if (Has(command, _insecureHttp))
        {
            command.AddError("--insecure-http is for an --address beyond this machine: leave it out.");
        }
    }

    private void RequireProtection(CommandResult command, IPAddress address)
    {
        if (!Has(command, _apiKeys) && !Has(command, _audience) && !_oidc.IsGiven(command))
        {
            command.AddError(
                Invariant($"--address {address} can be reached from other machines, and whoever reaches it could run and stop executions: say who may, with ")
                + "--api-keys or --jwt-audience, or leave --address out.");
        }
        else if (Has(command, _certificate) == Has(command, _insecureHttp))
        {
            command.AddError(
                Invariant($"--address {address} can be reached from other machines, and keys and data must not travel in the clear: give --certificate, or ")
                + "--insecure-http where a proxy in front encrypts; one of the two.");
        }
    }

    private void RequireTokens(CommandResult command)
    {
        if (Array.Find(Tokens, option => Has(command, option) && IsOfTokensAlone(command, option)) is not { } first)
        {
            return;
        }

        if (!Has(command, _audience))
        {
            command.AddError($"{first.Name} takes tokens: say with --jwt-audience whom they must be meant for, so that those for others are refused.");
        }
        else if (Has(command, _authority) ? Has(command, _key) || Has(command, _issuer) : !Has(command, _key) || !Has(command, _issuer))
        {
            command.AddError("Tokens need an issuer and its keys: give either --jwt-authority, or both --jwt-issuer and --jwt-key.");
        }
    }

    private static bool Has(CommandResult command, Option option) => command.GetResult(option) is { Implicit: false };

    private static void RequireHttps(OptionResult option)
    {
        if (option.Tokens is [var token] && !(Uri.TryCreate(token.Value, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps))
        {
            option.AddError($"--jwt-authority {token.Value} is not an https address: keys that come in the clear prove nothing.");
        }
    }

    private static void RequireNumber(OptionResult option, int min, int max)
    {
        if (option.Tokens is [var token] && (!int.TryParse(token.Value, CultureInfo.InvariantCulture, out var number) || number < min || number > max))
        {
            option.AddError(Invariant($"{option.Option.Name} {token.Value} is not a number from {min} to {max}."));
        }
    }
}
