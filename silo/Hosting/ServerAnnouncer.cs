using System.Net;
using Durable.Silo.Connections;
using Microsoft.AspNetCore.Hosting.Server;

namespace Durable.Silo.Hosting;

/// <summary>Says in the log where the server listens and which cluster it is a silo of, and that it is stopping.</summary>
internal sealed partial class ServerAnnouncer(
    IServer server, ServerOptions options, ILoggerFactory loggers, ILocalSiloDetails? silo = null) : IHostedLifecycleService
{
    private readonly ILogger _logger = loggers.CreateLogger(LogCategory.Name);

    private bool _started;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        var addresses = ServerAddresses.Http(server);
        if (options.IsForgetful)
        {
            LogListeningForgetfully(addresses, options.StoreDescription);
        }
        else
        {
            LogListening(addresses, options.StoreDescription);
        }

        if (silo is not null)
        {
            LogSilo(silo.GatewayAddress.Endpoint, options.ServiceId, options.Cluster.ClusterId);
        }

        if (HandleBudget.FindShortage() is { } handles)
        {
            LogFewHandles(handles);
        }

        _started = true;
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        // After a failed start there is nothing to say but why it failed.
        if (_started)
        {
            LogStopping();
        }

        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(EventIds.Listening, LogLevel.Information, "Listening on {Address}; executions are kept in {Path}.")]
    private partial void LogListening(string address, string path);

    [LoggerMessage(EventIds.ListeningForgetfully, LogLevel.Information, "Listening on {Address}; executions are kept in {Path} and lost when the server stops.")]
    private partial void LogListeningForgetfully(string address, string path);

    [LoggerMessage(EventIds.Silo, LogLevel.Information, "A silo of an Orleans cluster: gateway {Gateway}, service id {ServiceId}, cluster id {ClusterId}.")]
    private partial void LogSilo(IPEndPoint gateway, string serviceId, string clusterId);

    [LoggerMessage(EventIds.FewHandles, LogLevel.Warning,
        "The process may have {Limit} open files, and few of them are free: the store may fail for want of them. Raise the limit, say with ulimit -n 4096.")]
    private partial void LogFewHandles(long limit);

    [LoggerMessage(EventIds.Stopping, LogLevel.Information, "Stopping: running steps may finish, everything else goes on after the next start. Ctrl+C again ends it at once.")]
    private partial void LogStopping();
}
