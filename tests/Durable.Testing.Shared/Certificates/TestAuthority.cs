using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Durable.Testing;

/// <summary>A certificate authority of a test, trusted by nobody but the test.</summary>
public sealed class TestAuthority : IDisposable
{
    private static readonly TimeSpan s_life = TimeSpan.FromDays(1);

    private readonly DateTimeOffset _from = DateTimeOffset.UtcNow - TimeSpan.FromHours(1);
    private int _serial;

    /// <summary>Makes an authority with a key of its own.</summary>
    public TestAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Test Authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        Root = Portable(request.CreateSelfSigned(_from, _from + s_life));
    }

    /// <summary>The authority's own certificate.</summary>
    public X509Certificate2 Root { get; }

    /// <summary>Issues a certificate, for both ends of a connection.</summary>
    /// <param name="name">A DNS name; the loopback addresses are in it too.</param>
    /// <param name="expired">Whether its time is over.</param>
    public X509Certificate2 Issue(string name, bool expired = false)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));

        // Server and client authentication: a silo is both.
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], critical: false));
        var serial = BitConverter.GetBytes(Interlocked.Increment(ref _serial));
        using var issued = request.Create(Root, _from, expired ? _from + TimeSpan.FromMinutes(1) : _from + s_life, serial);
        using var withKey = issued.CopyWithPrivateKey(key);
        return Portable(withKey);
    }

    /// <summary>Whether this authority issued a certificate and it is good now; what a peer that trusts nobody else asks.</summary>
    public bool Trusts(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(Root);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate);
    }

    /// <inheritdoc/>
    public void Dispose() => Root.Dispose();

    // Not every platform's TLS takes a key that is in memory only.
    private static X509Certificate2 Portable(X509Certificate2 certificate) =>
        X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null, X509KeyStorageFlags.Exportable);
}
