using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Json;
using Durable.Silo.Hosting;
using Durable.Silo.Security.Tokens;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;

namespace Durable.Silo.WebConsole;

/// <summary>
/// What a browser keeps of a sign-in at a provider: who it was, with which roles, and by which rules these were read. At each request the rules have to be
/// the server's own still: a server that is started with another provider, client or claim of roles takes no ticket of before.
/// </summary>
internal sealed class ProviderTickets(OidcServerOptions options, IDataProtectionProvider protection, TimeProvider timeProvider)
{
    // Tells them from tickets of keys, which have no such character.
    private const string Mark = "provider.";
    private const int MaxNameLength = 200;

    private static readonly string[] s_names = ["preferred_username", "email", "name", "sub"];

    private readonly IDataProtector _protector = protection.CreateProtector("sign-in", "provider");

    public static bool IsOne(string ticket) => ticket.StartsWith(Mark, StringComparison.Ordinal);

    /// <summary>What the provider calls somebody, in the best way that it knows.</summary>
    public static string NameOf(ClaimsPrincipal user)
    {
        var name = s_names.Select(type => user.FindFirst(type)?.Value).FirstOrDefault(static value => !string.IsNullOrWhiteSpace(value)) ?? "";
        return name.Length <= MaxNameLength ? name : name[..MaxNameLength];
    }

    /// <summary>The roles that a server knows of those that a provider says.</summary>
    public string[] RolesOf(ClaimsPrincipal user) =>
        [.. RoleClaims.Of(user.Claims, options.RoleClaim).Where(DurableHttpRoles.All.Contains).Distinct(StringComparer.Ordinal)];

    public string Issue(ClaimsPrincipal user)
    {
        var content = new Content(options.Authority, options.ClientId, options.RoleClaim, NameOf(user), RolesOf(user), timeProvider.GetUtcNow() + ConsoleCookie.Lifetime);
        return Mark + WebEncoders.Base64UrlEncode(_protector.Protect(JsonSerializer.SerializeToUtf8Bytes(content)));
    }

    /// <summary>Whom a ticket was issued to; null when it was not, has expired, or was issued by other rules.</summary>
    public ClaimsIdentity? Read(string ticket)
    {
        try
        {
            var content = JsonSerializer.Deserialize<Content>(_protector.Unprotect(WebEncoders.Base64UrlDecode(ticket, Mark.Length, ticket.Length - Mark.Length)));
            return content is not null && timeProvider.GetUtcNow() < content.Until
                && (content.Authority, content.ClientId, content.RoleClaim) == (options.Authority, options.ClientId, options.RoleClaim)
                    ? new ClaimsIdentity(
                        [
                            new Claim(ClaimTypes.Name, content.Name),
                            new Claim("iss", content.Authority),
                            .. content.Roles.Where(DurableHttpRoles.All.Contains).Select(static role => new Claim(ClaimTypes.Role, role)),
                        ],
                        "Provider")
                    : null;
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException or JsonException)
        {
            return null;
        }
    }

    private sealed record Content(string Authority, string ClientId, string RoleClaim, string Name, string[] Roles, DateTimeOffset Until);
}
