using Durable.Server.Tests.Testing;
using Durable.Silo.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Durable.Server.Tests.Security;

/// <summary>What is taken out of a file of keys lets nobody in any more, within a second.</summary>
public sealed class RevocationTests : IDisposable
{
    private const string List = "/2025-12-01/durable-executions";

    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_grace = TimeSpan.FromMinutes(1);

    private readonly KeyFile _file = new();
    private readonly TokenIssuer _issuer = new();

    public void Dispose()
    {
        _file.Dispose();
        _issuer.Dispose();
    }

    [Fact]
    public async Task A_key_revoked_before_the_first_request_is_refused()
    {
        var key = _file.Add("gone", DurableHttpRoles.Viewer);
        await WithKeysAsync(async server =>
        {
            _file.Remove("gone");

            Assert.Equal(401, await StatusAsync(server, key));
        });
    }

    [Fact]
    public async Task Additions_and_removals_count_within_a_second()
    {
        var first = _file.Add("first", DurableHttpRoles.Viewer);
        await WithKeysAsync(async server =>
        {
            Assert.Equal(200, await StatusAsync(server, first));

            var second = _file.Add("second", DurableHttpRoles.Viewer);
            server.Clock.Advance(s_second);
            Assert.Equal((200, 200), (await StatusAsync(server, first), await StatusAsync(server, second)));

            _file.Remove("first");
            server.Clock.Advance(s_second);
            Assert.Equal((401, 200), (await StatusAsync(server, first), await StatusAsync(server, second)));
        });
    }

    [Fact]
    public async Task A_file_of_the_same_length_and_time_is_read_again()
    {
        var first = _file.Add("name", DurableHttpRoles.Viewer);
        await WithKeysAsync(async server =>
        {
            Assert.Equal(200, await StatusAsync(server, first));
            var (length, written) = (new FileInfo(_file.Path).Length, File.GetLastWriteTimeUtc(_file.Path));

            _file.Remove("name");
            var second = _file.Add("name", DurableHttpRoles.Viewer);
            File.SetLastWriteTimeUtc(_file.Path, written);
            Assert.Equal(length, new FileInfo(_file.Path).Length);
            server.Clock.Advance(s_second);

            Assert.Equal((401, 200), (await StatusAsync(server, first), await StatusAsync(server, second)));
        });
    }

    [Theory]
    [InlineData("deleted")]
    [InlineData("a directory")]
    [InlineData("below a file")]
    public async Task A_file_that_cannot_be_read_lets_nobody_in(string how)
    {
        var key = _file.Add("ci", DurableHttpRoles.Admin);
        await WithKeysAsync(async server =>
        {
            Assert.Equal(200, await StatusAsync(server, key));

            var content = await File.ReadAllTextAsync(_file.Path);
            var directory = Path.GetDirectoryName(_file.Path)!;
            File.Delete(_file.Path);
            switch (how)
            {
                case "a directory":
                    Directory.CreateDirectory(_file.Path);
                    break;
                case "below a file":
                    Directory.Delete(directory);
                    await File.WriteAllTextAsync(directory, "");
                    break;
            }

            server.Clock.Advance(s_second);
            using (var refused = await SendAsync(server, List, key))
            {
                Assert.StartsWith(
                    "The server cannot read its keys at the moment",
                    await WireAssert.ErrorAsync(refused, 503, "ServiceUnavailableException"),
                    StringComparison.Ordinal);
                Assert.NotNull(refused.Headers.RetryAfter);
            }

            Assert.Equal(503, await StatusAsync(server, key));
            using (var health = await SendAsync(server, "/health/live", key))
            {
                Assert.Equal(200, (int)health.StatusCode);
            }

            using (var nobody = await SendAsync(server, List, key: null))
            {
                Assert.Equal(401, (int)nobody.StatusCode);
            }

            if (File.Exists(directory))
            {
                File.Delete(directory);
            }

            DeleteDirectory(_file.Path);
            Directory.CreateDirectory(directory);
            await File.WriteAllTextAsync(_file.Path, content);
            server.Clock.Advance(s_second);
            Assert.Equal(200, await StatusAsync(server, key));
        });
    }

    [Fact]
    public async Task A_damaged_file_is_borne_for_a_minute_and_no_longer()
    {
        var key = _file.Add("ci", DurableHttpRoles.Viewer);
        await WithKeysAsync(async server =>
        {
            Assert.Equal(200, await StatusAsync(server, key));

            await File.WriteAllTextAsync(_file.Path, "{\"keys\":");
            server.Clock.Advance(s_second);
            Assert.Equal(200, await StatusAsync(server, key));
            server.Clock.Advance(s_grace - s_second);
            Assert.Equal(200, await StatusAsync(server, key));
            server.Clock.Advance(s_second);
            Assert.Equal(503, await StatusAsync(server, key));

            _file.Add("other", DurableHttpRoles.Viewer);
            server.Clock.Advance(s_second);
            Assert.Equal(200, await StatusAsync(server, key));
        });
    }

    [Fact]
    public async Task A_file_of_keys_that_fails_is_reported_once_and_when_it_is_good_again()
    {
        var key = _file.Add("ci", DurableHttpRoles.Viewer);
        using var log = new LogCapture();
        await UseAsync(new AccessServerOptions { ApiKeysPath = _file.Path }, log, async server =>
        {
            Assert.Equal(200, await StatusAsync(server, key));
            var content = await File.ReadAllTextAsync(_file.Path);
            File.Delete(_file.Path);
            for (var i = 0; i < 3; i++)
            {
                server.Clock.Advance(s_second);
                Assert.Equal(503, await StatusAsync(server, key));
            }

            await File.WriteAllTextAsync(_file.Path, content);
            server.Clock.Advance(s_second);
            Assert.Equal(200, await StatusAsync(server, key));
        });

        var entries = log.Entries.Where(entry => entry.Contains(_file.Path, StringComparison.Ordinal)).ToArray();
        Assert.Equal(2, entries.Length);
        Assert.StartsWith("Error", entries[0], StringComparison.Ordinal);
        Assert.Contains($"--api-keys {_file.Path} cannot be read: Could not find file", entries[0], StringComparison.Ordinal);
        Assert.Contains("Nobody is trusted by it until it is fixed", entries[0], StringComparison.Ordinal);
        Assert.StartsWith("Information", entries[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tokens_of_an_issuers_key_that_was_taken_out_are_refused()
    {
        using var next = new TokenIssuer();
        await UseAsync(_issuer.Access, log: null, async server =>
        {
            Assert.Equal(200, await StatusAsync(server, _issuer.Issue(DurableHttpRoles.Viewer)));

            await File.WriteAllTextAsync(_issuer.KeyPath, next.PublicKey);
            server.Clock.Advance(s_second);
            Assert.Equal((401, 200), (await StatusAsync(server, _issuer.Issue(DurableHttpRoles.Viewer)), await StatusAsync(server, next.Issue(DurableHttpRoles.Viewer))));

            File.Delete(_issuer.KeyPath);
            server.Clock.Advance(s_second);
            Assert.Equal(503, await StatusAsync(server, next.Issue(DurableHttpRoles.Viewer)));
        });
    }

    private static void DeleteDirectory(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path);
        }
    }

    private static async Task UseAsync(AccessServerOptions access, LogCapture? log, Func<ServerFixture, Task> use)
    {
        var server = new ServerFixture(
            log is null ? null : durable => durable.Services.AddSingleton<ILoggerProvider>(log),
            access,
            log is null ? LogLevel.None : LogLevel.Information);
        await server.InitializeAsync();
        try
        {
            await use(server);
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    private static async Task<int> StatusAsync(ServerFixture server, string credential)
    {
        using var response = await SendAsync(server, List, credential);
        return (int)response.StatusCode;
    }

    private static async Task<HttpResponseMessage> SendAsync(ServerFixture server, string path, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key}");
        }

        return await server.Http.SendAsync(request);
    }

    private Task WithKeysAsync(Func<ServerFixture, Task> use) => UseAsync(new AccessServerOptions { ApiKeysPath = _file.Path }, log: null, use);
}
