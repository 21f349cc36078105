using Durable.Samples;
using Durable.Silo.Demo;
using Durable.Silo.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Durable.Silo.Hosting;

/// <summary>Puts the server together.</summary>
internal static class DurableServer
{
    // Enough to read a request that is too large to its end and to answer it; beyond that the connection is cut.
    private const long MaxRequestBytes = 64L * 1024 * 1024;

    /// <summary>Makes the server; nothing is opened before it is started.</summary>
    /// <param name="options">What the command line says.</param>
    /// <param name="configure">Adds functions and services beside the server's own.</param>
    public static WebApplication Build(ServerOptions options, Action<DurableExecutionsBuilder>? configure = null)
    {
        // Empty: no settings file or environment variable that happens to be there decides where an endpoint without authentication listens.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = typeof(DurableServer).Assembly.GetName().Name });
        builder.Logging.AddServerLogging(options);
        builder.Services.Configure<ConsoleLifetimeOptions>(static lifetime => lifetime.SuppressStatusMessages = true);
        builder.Services.AddExecutionHost(options, durable =>
        {
            durable.AddSampleFunctions();
            if (options.Demo)
            {
                DemoRunner.Register(durable);
            }

            configure?.Invoke(durable);
        });
        builder.Services.AddDurableHttpApi();
        builder.Services.AddHostedService<ServerAnnouncer>();
        builder.Services.AddSingleton(options);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Listen(kestrel, options));

        var app = builder.Build();
        app.UseDurableHttpApi();
        return app;
    }

    private static void Listen(KestrelServerOptions kestrel, ServerOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = MaxRequestBytes;
        kestrel.Listen(options.Address, options.Port);
    }
}
