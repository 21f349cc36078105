using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Durable.Silo.Hosting;

namespace Durable.Silo.Security;

/// <summary>Reads the certificate that the server proves itself with.</summary>
internal static class ServerCertificate
{
    /// <exception cref="AccessConfigurationException">It cannot be read, or has no private key.</exception>
    public static (X509Certificate2 Certificate, X509Certificate2Collection Chain) Read(CertificateServerOptions options)
    {
        try
        {
            // The platform's own words for this are its library's.
            if (!File.Exists(options.Path))
            {
                throw new FileNotFoundException($"Could not find file '{options.Path}'");
            }

            var isPem = X509Certificate2.GetCertContentType(options.Path) == X509ContentType.Cert;
            var chain = new X509Certificate2Collection();
            if (isPem)
            {
                chain.ImportFromPemFile(options.Path);
            }

            var certificate = isPem ? FromPem(options) : X509CertificateLoader.LoadPkcs12FromFile(options.Path, options.Password);
            return certificate.HasPrivateKey
                ? (certificate, chain)
                : throw new CryptographicException("it has no private key");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new AccessConfigurationException($"--certificate {options.Path} cannot be used: {exception.Message.TrimEnd('.')}.", exception);
        }
    }

    private static X509Certificate2 FromPem(CertificateServerOptions options)
    {
        using var pem = options.Password is { } password
            ? X509Certificate2.CreateFromEncryptedPemFile(options.Path, password, options.KeyPath)
            : X509Certificate2.CreateFromPemFile(options.Path, options.KeyPath);

        // Not every platform's TLS takes the key as it is read from PEM.
        return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), password: null);
    }
}
