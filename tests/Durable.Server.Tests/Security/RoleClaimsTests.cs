using System.Security.Claims;
using Durable.Silo.Security.Tokens;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Durable.Server.Tests.Security;

/// <summary>Where the roles of a token are found.</summary>
public sealed class RoleClaimsTests
{
    private const string Keycloak = """{"roles":["viewer","uma_authorization"]}""";

    [Fact]
    public void A_claim_of_the_very_name_has_them() =>
        Assert.Equal(["viewer", "payloads"], RoleClaims.Of([Text("roles", "viewer"), Text("sub", "admin"), Text("roles", "payloads")], "roles"));

    [Theory]
    [InlineData("realm_access", Keycloak, "realm_access.roles", new[] { "viewer", "uma_authorization" })]
    [InlineData("resource_access", """{"durable":{"roles":["admin"]}}""", "resource_access.durable.roles", new[] { "admin" })]
    [InlineData("resource_access", """{"my.client":{"roles":["admin"]}}""", "resource_access.my.client.roles", new[] { "admin" })]
    [InlineData("https://example.com/access", """{"role":"viewer"}""", "https://example.com/access.role", new[] { "viewer" })]
    [InlineData("realm_access", """{"roles":["viewer",7,null,{"admin":1},["admin"]]}""", "realm_access.roles", new[] { "viewer" })]
    [InlineData("realm_access", """{"roles":{"admin":true}}""", "realm_access.roles", new string[0])]
    [InlineData("realm_access", """["admin"]""", "realm_access.roles", new string[0])]
    [InlineData("realm_access", "{}", "realm_access.roles", new string[0])]
    [InlineData("realm_access", Keycloak, "realm_access.", new string[0])]
    [InlineData("realm_access", Keycloak, "roles", new string[0])]
    public void Within_an_object_the_name_is_the_way(string claim, string value, string name, string[] roles) =>
        Assert.Equal(roles, RoleClaims.Of([new Claim(claim, value, JsonClaimValueTypes.Json)], name));

    [Fact]
    public void A_text_that_looks_like_an_object_has_none() => Assert.Empty(RoleClaims.Of([Text("realm_access", """{"roles":["admin"]}""")], "realm_access.roles"));

    [Fact]
    public void A_claim_of_the_very_name_counts_before_the_way() => Assert.Equal(
        ["viewer"],
        RoleClaims.Of([new Claim("realm_access", """{"roles":["admin"]}""", JsonClaimValueTypes.Json), Text("realm_access.roles", "viewer")], "realm_access.roles"));

    private static Claim Text(string type, string value) => new(type, value);
}
