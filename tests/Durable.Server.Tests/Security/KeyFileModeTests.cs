using Durable.Silo.Hosting;
using Microsoft.Extensions.Logging;

namespace Durable.Server.Tests.Security;

/// <summary>Files of keys, and private keys, that others than their owner can get at are warned about at the start.</summary>
public sealed class KeyFileModeTests : IDisposable
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("durable-modes-");
    private readonly LogCapture _log = new();

    private string FilePath => Path.Combine(_directory.FullName, "secret");

    public void Dispose()
    {
        _log.Dispose();
        _directory.Delete(recursive: true);
    }

    [Theory]
    [InlineData(UnixFileMode.None, UnixFileMode.None, false, null)]
    [InlineData(UnixFileMode.GroupRead, UnixFileMode.None, false, null)]
    [InlineData(UnixFileMode.OtherWrite, UnixFileMode.None, false, "can write")]
    [InlineData(UnixFileMode.None, UnixFileMode.OtherWrite | UnixFileMode.OtherExecute, false, "can put another file in the place of")]
    [InlineData(UnixFileMode.None, UnixFileMode.OtherWrite | UnixFileMode.OtherExecute | UnixFileMode.StickyBit, false, null)]
    [InlineData(UnixFileMode.None, UnixFileMode.None, true, null)]
    [InlineData(UnixFileMode.OtherRead, UnixFileMode.None, true, "can read the private key")]
    [InlineData(UnixFileMode.GroupRead, UnixFileMode.None, true, "can read the private key")]
    [InlineData(UnixFileMode.GroupWrite, UnixFileMode.None, true, "can write")]
    public async Task Others_who_can_get_at_it_are_warned_about(UnixFileMode file, UnixFileMode directory, bool isPrivateKey, string? warning)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        await File.WriteAllTextAsync(FilePath, "");
        File.SetUnixFileMode(FilePath, UnixFileMode.UserRead | UnixFileMode.UserWrite | file);
        File.SetUnixFileMode(_directory.FullName, Owner | directory);

        await AnnounceAsync(isPrivateKey
            ? new AccessServerOptions { Certificate = new CertificateServerOptions(FilePath, null, null) }
            : new AccessServerOptions { ApiKeysPath = FilePath });

        Assert.Equal(warning is null ? 0 : 1, _log.Entries.Count);
        Assert.All(_log.Entries, entry => Assert.Contains(warning!, entry, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_a_certificate_whose_key_is_elsewhere_everybody_may_read_the_certificate()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var certificate = Path.Combine(_directory.FullName, "certificate.pem");
        foreach (var path in (string[])[FilePath, certificate])
        {
            await File.WriteAllTextAsync(path, "");
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        }

        await AnnounceAsync(new AccessServerOptions { Certificate = new CertificateServerOptions(certificate, FilePath, null) });

        Assert.Contains($"the private key in {FilePath}", Assert.Single(_log.Entries), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(UnixFileMode.None, null)]
    [InlineData(UnixFileMode.GroupRead, null)]
    [InlineData(UnixFileMode.OtherRead, "can read the connection string")]
    [InlineData(UnixFileMode.GroupWrite, "can write")]
    public async Task A_connection_file_that_others_can_get_at_is_warned_about(UnixFileMode file, string? warning)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        await File.WriteAllTextAsync(FilePath, "");
        File.SetUnixFileMode(FilePath, UnixFileMode.UserRead | UnixFileMode.UserWrite | file);

        await AnnounceAsync(new ServerOptions { Store = StoreKind.Postgres, PostgreSQL = new PostgreSQLServerOptions { ConnectionPath = FilePath } });

        Assert.Equal(warning is null ? 0 : 1, _log.Entries.Count);
        Assert.All(_log.Entries, entry => Assert.Contains(warning!, entry, StringComparison.Ordinal));
    }

    private Task AnnounceAsync(AccessServerOptions access) => AnnounceAsync(new ServerOptions { Access = access });

    private async Task AnnounceAsync(ServerOptions options)
    {
        using var factory = LoggerFactory.Create(logging => logging.AddProvider(_log));
        var announcer = new AccessAnnouncer(options, factory);
        await announcer.StartAsync(CancellationToken.None);
    }
}
