using System.Security.Authentication;
using Durable.AspNetCore.Health;
using Durable.Samples;
using Durable.Silo.Connections;
using Durable.Silo.Demo;
using Durable.Silo.Functions;
using Durable.Silo.Security;
using Durable.Silo.Telemetry;
using Durable.Silo.WebConsole;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Durable.Silo.Hosting;

/// <summary>Puts the server together.</summary>
internal static class DurableServer
{
    // Enough to read a request that is too large to its end and to answer it; beyond that the connection is cut.
    private const long MaxRequestBytes = 64L * 1024 * 1024;

    /// <summary>Makes the server; nothing is opened before it is started, but for keys and certificates.</summary>
    /// <param name="options">What the command line says.</param>
    /// <param name="configure">Adds functions and services beside the server's own.</param>
    /// <exception cref="FunctionAssemblyException">Functions cannot be taken from an assembly.</exception>
    /// <exception cref="AccessConfigurationException">A file of keys or a certificate cannot be used.</exception>
    public static WebApplication Build(ServerOptions options, Action<DurableExecutionsBuilder>? configure = null)
    {
        // Empty: no settings file or environment variable that happens to be there decides where the server listens and whom it trusts.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = typeof(DurableServer).Assembly.GetName().Name });
        builder.Logging.AddServerLogging(options);
        builder.Services.Configure<ConsoleLifetimeOptions>(static lifetime => lifetime.SuppressStatusMessages = true);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.ShutdownTimeout);
        var functions = options.FunctionPaths.Select(FunctionAssembly.Load).ToList();
        builder.Services.AddExecutionHost(options, durable =>
        {
            if (functions.Count == 0)
            {
                durable.AddSampleFunctions();
            }

            functions.ForEach(assembly => assembly.AddTo(durable));
            if (options.HasDemo)
            {
                DemoRunner.Register(durable);
            }

            configure?.Invoke(durable);
        });
        builder.Services.AddDurableHttpApi(api => Limit(api, options.Access));
        builder.Services.AddHealthChecks().AddDurable();
        builder.Services.AddTelemetry(options);
        builder.Services.AddSingleton<HealthEndpoints>();
        builder.Services.AddAccessControl(options.Access);
        if (options.HasConsole)
        {
            builder.Services.AddServerConsole(options);
        }

        if (options.Access.MaxRequestsPerSecond is { } rate)
        {
            builder.Services.AddRequestRate(rate);
        }

        builder.Services.AddSingleton(services => new ConnectionGate(
            options.Access.MaxConnections, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILoggerFactory>()));
        builder.Services.AddHostedService<ServerAnnouncer>();
        builder.Services.AddHostedService<AccessAnnouncer>();
        builder.Services.AddHostedService<GraceCheck>();
        builder.Services.AddSingleton(options);
        var https = options.Access.Certificate is { } certificate ? Https(certificate) : null;
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Listen(kestrel, options, https));
        builder.Services.AddSingleton<IConnectionListenerFactory>(static services => new GatedListenerFactory(
            ActivatorUtilities.CreateInstance<SocketTransportFactory>(services), services.GetRequiredService<ConnectionGate>()));

        var app = builder.Build();
        Use(app, options);
        app.MapTelemetry(options);
        return app;
    }

    private static void Limit(DurableHttpApiOptions api, AccessServerOptions access)
    {
        api.MaxRequestBytes = access.MaxRequestBytes;
        if (access.IsAuthenticated)
        {
            api.UseRoles();
        }
    }

    private static void Use(WebApplication app, ServerOptions options)
    {
        var access = options.Access;
        app.UseMiddleware<ConnectionUseMiddleware>();
        if (access.InsecureHttp)
        {
            app.UseEncryptionInFront();
        }

        app.UseDurableErrors();
        if (!access.IsAuthenticated)
        {
            app.UseLocalAccessOnly();
        }

        if (options.HasConsole)
        {
            app.UseConsoleAtRoot();
        }

        app.UseRouting();
        app.UseAuthentication();
        if (options.HasConsole)
        {
            app.UseConsoleSignIn();
        }

        if (access.MaxRequestsPerSecond is not null)
        {
            // After it is known who calls, so that nobody spends what another may; before anything is done for the caller.
            app.UseRateLimiter();
        }

        app.UseAuthorization();
        app.MapDurableExecutions();
        app.MapDurableHealth();
        if (options.HasConsole)
        {
            app.MapServerConsole();
        }
    }

    private static HttpsConnectionAdapterOptions Https(CertificateServerOptions options)
    {
        var (certificate, chain) = ServerCertificate.Read(options);
        return new HttpsConnectionAdapterOptions
        {
            ServerCertificate = certificate,
            ServerCertificateChain = chain,
            SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        };
    }

    private static void Listen(KestrelServerOptions kestrel, ServerOptions options, HttpsConnectionAdapterOptions? https)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = MaxRequestBytes;
        kestrel.Limits.KeepAliveTimeout = options.Access.IdleTimeout;
        kestrel.Listen(options.Address, options.Port, listen =>
        {
            if (https is not null)
            {
                listen.UseHttps(https);
            }
        });
    }
}
