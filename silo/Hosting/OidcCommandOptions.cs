using System.CommandLine;
using System.CommandLine.Parsing;

namespace Durable.Silo.Hosting;

/// <summary>The options of the command line about the provider at which people sign in to the console.</summary>
internal sealed class OidcCommandOptions
{
    private readonly Option<string> _authority = new("--oidc-authority")
    {
        Description = "Sign in to the console at this OpenID Connect provider, with --oidc-client-id.",
        HelpName = "url",
    };

    private readonly Option<string> _clientId = new("--oidc-client-id")
    {
        Description = "What the provider calls this server. Its redirect URI there is the server's address with /console/sign-in/callback.",
        HelpName = "text",
    };

    private readonly Option<string> _clientSecretFile = new("--oidc-client-secret-file")
    {
        Description = "A file with the secret that the provider gave this server. Default: none, for a public client.",
        HelpName = "path",
    };

    private readonly Option<string> _scopes = new("--oidc-scopes")
    {
        Description = "What the provider is asked for, separated by spaces.",
        HelpName = "text",
        DefaultValueFactory = static _ => OidcServerOptions.DefaultScopes,
    };

    public OidcCommandOptions()
    {
        _authority.Validators.Add(RequireAuthority);
        _scopes.Validators.Add(RequireOpenId);
    }

    public Option[] All => [_authority, _clientId, _clientSecretFile, _scopes];

    public bool IsGiven(CommandResult command) => Has(command, _authority);

    public OidcServerOptions? Read(ParseResult parsed, string roleClaim) => parsed.GetValue(_authority) is not { } authority ? null : new OidcServerOptions
    {
        Authority = authority,
        ClientId = parsed.GetRequiredValue(_clientId),
        ClientSecretPath = parsed.GetValue(_clientSecretFile),
        Scopes = parsed.GetRequiredValue(_scopes),
        RoleClaim = roleClaim,
    };

    public void RequireCombination(CommandResult command)
    {
        if (!IsGiven(command))
        {
            if (Array.Find(All, option => Has(command, option)) is { } first)
            {
                command.AddError($"{first.Name} is about a provider to sign in at: name that with --oidc-authority, or leave it out.");
            }
        }
        else if (!Has(command, _clientId))
        {
            command.AddError("--oidc-authority signs people in: say with --oidc-client-id what the provider calls this server.");
        }
    }

    private static bool Has(CommandResult command, Option option) => command.GetResult(option) is { Implicit: false };

    private static void RequireAuthority(OptionResult option)
    {
        if (option.Tokens is not [var token])
        {
            return;
        }

        if (!Uri.TryCreate(token.Value, UriKind.Absolute, out var uri) || !(uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback)))
        {
            option.AddError($"--oidc-authority {token.Value} is not an https address: who signs people in must be who it says. Only one on this machine may be http.");
        }
        else if (uri is not { UserInfo: "", Query: "", Fragment: "" })
        {
            option.AddError($"--oidc-authority {token.Value} has more than a host and a path: leave out what stands before '@' and after '?' or '#'.");
        }
    }

    private static void RequireOpenId(OptionResult option)
    {
        if (option.Tokens is [var token] && !token.Value.Split(' ').Contains("openid", StringComparer.Ordinal))
        {
            option.AddError($"--oidc-scopes '{token.Value}' has no openid: without it a provider does not say who signs in.");
        }
    }
}
