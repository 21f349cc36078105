using System.Security.Claims;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Durable.Silo.Security.Tokens;

/// <summary>
/// The roles that a token says: in a claim, or within one that is an object, to which the name is the way then, with dots in between. Keycloak has them in
/// <c>realm_access.roles</c>.
/// </summary>
internal static class RoleClaims
{
    /// <param name="claims">What the token says.</param>
    /// <param name="name">The name of the claim, or the way to it. A claim of that very name counts before anything within others.</param>
    public static IReadOnlyList<string> Of(IEnumerable<Claim> claims, string name)
    {
        var all = claims.ToList();
        return all.Exists(claim => claim.Type == name)
            ? [.. all.Where(claim => claim.Type == name).Select(static claim => claim.Value)]
            : [.. Ways(name).SelectMany(way => all.Where(claim => IsObject(claim, way.First)).SelectMany(claim => Within(claim, way.Beyond)))];
    }

    // A text that looks like an object is none: who may choose a text chooses no roles by it.
    private static bool IsObject(Claim claim, string name) => claim.Type == name && claim.ValueType == JsonClaimValueTypes.Json;

    private static string[] Within(Claim claim, string way)
    {
        using var document = JsonDocument.Parse(claim.Value);
        return Find(document.RootElement, way) switch
        {
            { ValueKind: JsonValueKind.String } text => [text.GetString()!],
            { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Where(static item => item.ValueKind == JsonValueKind.String).Select(static item => item.GetString()!)],
            _ => [],
        };
    }

    private static JsonElement? Find(JsonElement element, string way)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        if (element.TryGetProperty(way, out var found))
        {
            return found;
        }

        // A name on the way may have dots itself: resource_access.my.client.roles.
        return Ways(way)
            .Select(next => element.TryGetProperty(next.First, out var child) ? Find(child, next.Beyond) : null)
            .FirstOrDefault(static found => found is not null);
    }

    private static IEnumerable<(string First, string Beyond)> Ways(string way)
    {
        for (var dot = way.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = way.IndexOf('.', dot + 1))
        {
            yield return (way[..dot], way[(dot + 1)..]);
        }
    }
}
