using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.IdentityModel.Tokens;

namespace Durable.Silo.Security.Tokens;

/// <summary>
/// Reads the public keys that tokens are checked with: a public key or a certificate in PEM, or a JSON Web Key Set. Secret keys are
/// refused: whoever could read such a file could make tokens.
/// </summary>
internal static class TokenKeys
{
    private const int MinRsaBits = 2048;

    /// <exception cref="AccessConfigurationException">The file cannot be read, or has no key that can be used.</exception>
    public static IReadOnlyList<SecurityKey> Read(string path)
    {
        try
        {
            var text = File.ReadAllText(path);
            var keys = text.TrimStart().StartsWith('{') ? FromKeySet(text) : [FromPem(text)];
            return keys.Count == 0 ? throw new FormatException("it holds no public key for signatures")
                : keys.Any(static key => RsaBits(key) < MinRsaBits) ? throw new FormatException($"an RSA key in it has less than {MinRsaBits} bits")
                : [.. keys];
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or FormatException or ArgumentException or CryptographicException)
        {
            throw new AccessConfigurationException($"--jwt-key {path} cannot be used: {exception.Message.TrimEnd('.')}.", exception);
        }
    }

    private static IList<SecurityKey> FromKeySet(string json)
    {
        var set = new JsonWebKeySet(json);
        return set.Keys.Any(static key => key.HasPrivateKey || key.Kty == JsonWebAlgorithmsKeyTypes.Octet)
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
