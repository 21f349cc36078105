using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Durable.Server.Tests.Testing;
using Durable.Silo.Hosting;
using Durable.Silo.Security;
using Durable.Testing;

namespace Durable.Server.Tests.Security;

public sealed class HttpsTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("durable-https-");
    private readonly TestAuthority _authority = new();

    public void Dispose()
    {
        _authority.Dispose();
        _directory.Delete(recursive: true);
    }

    [Theory]
    [InlineData("pem", null)]
    [InlineData("pem", "swordfish")]
    [InlineData("pem in one file", null)]
    [InlineData("pkcs12", "swordfish")]
    public async Task With_a_certificate_the_server_speaks_TLS_and_nothing_else(string form, string? password)
    {
        var server = new ServerFixture(configure: null, new AccessServerOptions { Certificate = Write(form, password) });
        await server.InitializeAsync();
        try
        {
            Assert.StartsWith("https://", server.Endpoint, StringComparison.Ordinal);
            using var http = new HttpClient(new SocketsHttpHandler
            {
                SslOptions = { RemoteCertificateValidationCallback = (_, certificate, _, _) => _authority.Trusts((X509Certificate2)certificate!) },
            });
            Assert.Equal("{\"Status\":\"live\"}", await http.GetStringAsync(new Uri($"{server.Endpoint}/health/live")));

            var untrusting = await Assert.ThrowsAsync<HttpRequestException>(() => server.Http.GetAsync(new Uri("/health/live", UriKind.Relative)));
            Assert.IsType<AuthenticationException>(untrusting.InnerException);
            await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(new Uri($"http{server.Endpoint[5..]}/health/live")));
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task Versions_of_TLS_that_are_broken_are_not_spoken()
    {
        var server = new ServerFixture(configure: null, new AccessServerOptions { Certificate = Write("pkcs12", "swordfish") });
        await server.InitializeAsync();
        try
        {
            var endpoint = new Uri(server.Endpoint);
            using var client = new TcpClient();
            await client.ConnectAsync(endpoint.Host, endpoint.Port);
            await using var stream = new SslStream(client.GetStream());
#pragma warning disable CA5397, SYSLIB0039 // That they are not spoken is the point.
            var old = new SslClientAuthenticationOptions { TargetHost = "localhost", EnabledSslProtocols = SslProtocols.Tls11 };
#pragma warning restore CA5397, SYSLIB0039
            await Assert.ThrowsAnyAsync<Exception>(() => stream.AuthenticateAsClientAsync(old));
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    [Fact]
    public void A_certificate_that_cannot_be_used_is_refused_with_its_option()
    {
        var path = Path.Combine(_directory.FullName, "bad.pem");
        foreach (var (content, keyPath) in ((string, string?)[])[("hello", null), (_authority.Root.ExportCertificatePem(), null)])
        {
            File.WriteAllText(path, content);
            var error = Assert.Throws<AccessConfigurationException>(() => ServerCertificate.Read(new CertificateServerOptions(path, keyPath, null)));
            Assert.StartsWith($"--certificate {path} cannot be used: ", error.Message, StringComparison.Ordinal);
        }

        Assert.Throws<AccessConfigurationException>(() => ServerCertificate.Read(Write("pkcs12", "swordfish") with { Password = "wrong" }));
        Assert.Throws<AccessConfigurationException>(() => ServerCertificate.Read(new CertificateServerOptions(path + ".none", null, null)));
    }

    private CertificateServerOptions Write(string form, string? password)
    {
        using var certificate = _authority.Issue("localhost");
        using var key = certificate.GetECDsaPrivateKey()!;
        var path = Path.Combine(_directory.FullName, "server");
        if (form == "pkcs12")
        {
            File.WriteAllBytes(path, certificate.Export(X509ContentType.Pkcs12, password));
            return new CertificateServerOptions(path, null, password);
        }

        var keyPem = password is null
            ? key.ExportPkcs8PrivateKeyPem()
            : key.ExportEncryptedPkcs8PrivateKeyPem(password, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000));
        if (form == "pem")
        {
            File.WriteAllText(path, certificate.ExportCertificatePem());
            File.WriteAllText($"{path}.key", keyPem);
            return new CertificateServerOptions(path, $"{path}.key", password);
        }

        File.WriteAllText(path, $"{certificate.ExportCertificatePem()}\n{keyPem}");
        return new CertificateServerOptions(path, null, password);
    }
}
