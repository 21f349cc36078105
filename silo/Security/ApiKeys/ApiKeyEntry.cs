using System.Text.Json.Serialization;

namespace Durable.Silo.Security.ApiKeys;

/// <summary>A key as its file has it: whose it is and what it may do, never the key.</summary>
/// <param name="Name">Whose it is.</param>
/// <param name="Sha256">Its hash, in hexadecimal digits.</param>
/// <param name="Roles">Of <see cref="DurableHttpRoles"/>.</param>
/// <param name="Expires">From when on it is refused; null for never.</param>
internal sealed record ApiKeyEntry(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("sha256")] string Sha256,
    [property: JsonPropertyName("roles")] IReadOnlyList<string> Roles,
    [property: JsonPropertyName("expires")] DateTimeOffset? Expires = null)
{
    /// <summary>What is wrong with name or roles; null when nothing is.</summary>
    public string? FindProblem()
    {
        if (string.IsNullOrWhiteSpace(Name))
        {
            return "an entry has no 'name'";
        }

        var unknown = Roles.Where(static role => !DurableHttpRoles.All.Contains(role)).Take(1).ToList();
        return unknown is [var role] ? $"'{Name}' has the role '{role ?? "null"}', which there is not; there are {string.Join(", ", DurableHttpRoles.All)}" : null;
    }
}
