using System.Security.Cryptography;
using Durable.Silo.Hosting;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Durable.Server.Tests.Security;

/// <summary>Issues tokens, good and bad, and publishes its key as a file.</summary>
internal sealed class TokenIssuer : IDisposable
{
    public const string Name = "https://issuer.example";
    public const string Audience = "durable";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("durable-tokens-");
    private readonly RSA _rsa = RSA.Create(2048);

    public TokenIssuer()
    {
        KeyPath = Path.Combine(_directory.FullName, "issuer.pem");
        File.WriteAllText(KeyPath, PublicKey);
    }

    public string KeyPath { get; }

    /// <summary>The public key in PEM, which everybody may know.</summary>
    public string PublicKey => _rsa.ExportSubjectPublicKeyInfoPem();

    public AccessServerOptions Access => new() { Tokens = new TokenServerOptions { Issuer = Name, KeyPath = KeyPath, Audience = Audience } };

    /// <summary>The issuer's own signature.</summary>
    public SigningCredentials Signature => new(new RsaSecurityKey(_rsa), SecurityAlgorithms.RsaSha256);

    public string Issue(params IReadOnlyList<string> roles) => Issue(Content(roles));

    public string Issue(SecurityTokenDescriptor content) => new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(content);

    /// <summary>What a good token says; a test spoils it.</summary>
    public SecurityTokenDescriptor Content(params IReadOnlyList<string> roles)
    {
        var now = DateTime.UtcNow;
        return new SecurityTokenDescriptor
        {
            Issuer = Name,
            Audience = Audience,
            IssuedAt = now,
            NotBefore = now,
            Expires = now.AddMinutes(5),
            Claims = new Dictionary<string, object> { ["sub"] = "ada", ["roles"] = roles },
            SigningCredentials = Signature,
        };
    }

    public void Dispose()
    {
        _rsa.Dispose();
        _directory.Delete(recursive: true);
    }
}
