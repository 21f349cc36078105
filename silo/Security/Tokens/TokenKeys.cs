using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.IdentityModel.Tokens;

namespace Durable.Silo.Security.Tokens;

/// <summary>
/// The public keys that tokens are checked with: a public key or a certificate in PEM, or a JSON Web Key Set. Secret keys are refused: a
/// reader of such a file could make tokens.
/// </summary>
internal sealed class TokenKeys
{
    private const string Option = "--jwt-key";
    private const int MinRsaBits = 2048;

    private TokenKeys(IReadOnlyList<SecurityKey> all) => All = all;

    public IReadOnlyList<SecurityKey> All { get; }

    /// <summary>Reads a file, which is to be looked at again.</summary>
    /// <exception cref="AccessConfigurationException">The file cannot be read, or has no key that can be used.</exception>
    public static TrustedFileSource<TokenKeys> Read(string path) => TrustedFileSource<TokenKeys>.Read(Option, path, text => Parse(path, text));

    private static TokenKeys Parse(string path, string text)
    {
        try
        {
            var keys = text.TrimStart().StartsWith('{') ? FromKeySet(text) : [FromPem(text)];
            return keys.Count == 0 ? throw new FormatException("it holds no public key for signatures")
                : keys.Any(static key => RsaBits(key) < MinRsaBits) ? throw new FormatException($"an RSA key in it has less than {MinRsaBits} bits")
                : keys.Any(static key => !HasGoodExponent(key)) ? throw new FormatException("an RSA key in it has an exponent that is even or less than 3")
                : new TokenKeys([.. keys]);
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException or CryptographicException)
        {
            throw new AccessConfigurationException($"{Option} {path} cannot be used: {exception.Message.TrimEnd('.')}.", exception);
        }
    }

    private static IList<SecurityKey> FromKeySet(string json)
    {
        var set = new JsonWebKeySet(json);
        return set.Keys.Any(static key => HasSecret(key))
            ? throw new FormatException("it holds a secret key; give public keys only")
            : set.GetSigningKeys();
    }

    private static SecurityKey FromPem(string pem)
    {
        if (pem.Contains("PRIVATE KEY", StringComparison.Ordinal))
        {
            throw new FormatException("it holds a private key; give the public key only");
        }

        if (pem.Contains("BEGIN CERTIFICATE", StringComparison.Ordinal))
        {
            return new X509SecurityKey(X509Certificate2.CreateFromPem(pem));
        }

        return TryImport(RSA.Create(), pem) is { } rsa ? new RsaSecurityKey(rsa)
            : TryImport(ECDsa.Create(), pem) is { } ecdsa ? new ECDsaSecurityKey(ecdsa)
            : throw new FormatException("it is neither a public key of RSA or ECDSA in PEM nor a JSON Web Key Set");
    }

    // Any private part at all, not only all of them: with one the others can be reckoned.
    private static bool HasSecret(JsonWebKey key) => key.Kty == JsonWebAlgorithmsKeyTypes.Octet
        || Array.Exists([key.D, key.DP, key.DQ, key.P, key.Q, key.QI, key.K], static part => !string.IsNullOrEmpty(part));

    // With the exponent 1 every text signs itself.
    private static bool HasGoodExponent(SecurityKey key)
    {
        var exponent = key switch
        {
            RsaSecurityKey { Rsa: { } rsa } => rsa.ExportParameters(includePrivateParameters: false).Exponent,
            RsaSecurityKey rsa => rsa.Parameters.Exponent,
            X509SecurityKey { PublicKey: RSA rsa } => rsa.ExportParameters(includePrivateParameters: false).Exponent,
            _ => null,
        };
        return exponent is null || (exponent.Length > 0 && (exponent[^1] & 1) == 1 && new System.Numerics.BigInteger(exponent, isUnsigned: true, isBigEndian: true) >= 3);
    }

    private static int? RsaBits(SecurityKey key) => key switch
    {
        RsaSecurityKey rsa => rsa.KeySize,
        X509SecurityKey { PublicKey: RSA rsa } => rsa.KeySize,
        _ => null,
    };

    private static T? TryImport<T>(T algorithm, string pem)
        where T : AsymmetricAlgorithm
    {
        try
        {
            algorithm.ImportFromPem(pem);
            return algorithm;
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            algorithm.Dispose();
            return null;
        }
    }
}
