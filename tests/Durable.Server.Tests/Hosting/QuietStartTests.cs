using Durable.Server.Tests.Security;
using Durable.Server.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Durable.Server.Tests.Hosting;

/// <summary>What a start says is the server's own, and no more than needed.</summary>
public sealed class QuietStartTests
{
    [Fact]
    public async Task A_start_warns_of_nothing()
    {
        using var log = new LogCapture();
        var server = new ServerFixture(durable => durable.Services.AddSingleton<ILoggerProvider>(log), access: null, LogLevel.Information);
        await server.InitializeAsync();
        await server.DisposeAsync();

        Assert.NotEmpty(log.Entries);
        Assert.All(log.Entries, static entry => Assert.StartsWith("Information Durable.", entry, StringComparison.Ordinal));
    }

    [Fact]
    public async Task No_key_is_made_that_nothing_uses()
    {
        var server = new ServerFixture();
        await server.InitializeAsync();
        try
        {
            Assert.DoesNotContain(
                server.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>(),
                static service => service.GetType().FullName!.Contains("DataProtection", StringComparison.Ordinal));
        }
        finally
        {
            await server.DisposeAsync();
        }
    }
}
