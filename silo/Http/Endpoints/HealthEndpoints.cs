using Durable.Silo.Hosting;
using Durable.Silo.Http.Answers;
using Durable.Silo.Security;
using Durable.Storage;

namespace Durable.Silo.Http.Endpoints;

/// <summary>Health, for supervisors: live while the process answers, ready while it takes work and its store can be read.</summary>
internal sealed partial class HealthEndpoints(
    IDurableClient client, ICheckpointStore store, ServerOptions options, IHostApplicationLifetime lifetime, TimeProvider timeProvider, ILogger<HealthEndpoints> logger)
{
    public const string LivePath = "/health/live";

    private static readonly TimeSpan s_storeTimeout = TimeSpan.FromSeconds(5);
    private static readonly ExecutionQuery s_probe = new() { PageSize = 1 };
    private static readonly ExecutionId s_nobody = new("durable-health-check", "none");

    public static Task LiveAsync(HttpContext context) => WireJson.WriteAsync(context, new HealthAnswer("live", null));

    // Probes have no key. Why it is not ready names the store, and is for those who have one.
    public async Task ReadyAsync(HttpContext context)
    {
        var reason = await WhyNotReadyAsync(context.RequestAborted);
        await (reason is null
            ? WireJson.WriteAsync(context, new HealthAnswer("ready", null))
            : WireJson.WriteAsync(
                context, new HealthAnswer("unready", context.User.MayRead() ? reason : null), StatusCodes.Status503ServiceUnavailable));
    }

    private async Task<string?> WhyNotReadyAsync(CancellationToken cancellationToken)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return "The server is stopping.";
        }

        try
        {
            await AskStoreAsync(cancellationToken).WaitAsync(s_storeTimeout, timeProvider, cancellationToken);
            return null;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogStoreUnreadable(exception);
            return $"The store cannot be read: {exception.Message}";
        }
    }

    // Where nothing can be listed, an execution is asked for that there is not.
    private Task AskStoreAsync(CancellationToken cancellationToken) => options is { Store: StoreKind.DynamoDB, DynamoDB.ListIndexes: false }
        ? store.ReadHeadAsync(s_nobody, includeData: false, cancellationToken).AsTask()
        : client.ListAsync(s_probe, cancellationToken);

    [LoggerMessage(EventIds.NotReady, LogLevel.Warning, "Not ready: the store cannot be read.")]
    private partial void LogStoreUnreadable(Exception exception);

    private sealed record HealthAnswer(string Status, string? Reason);
}
