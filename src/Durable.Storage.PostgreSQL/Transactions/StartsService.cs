using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Durable.Storage.PostgreSQL.Transactions;

/// <summary>
/// Starts what transactions of the application have asked for. A start that is repeated, because the host died before it could note the first one, finds
/// the execution of its name.
/// </summary>
internal sealed partial class StartsService(ICheckpointStore store, IServiceProvider services, TimeProvider timeProvider, ILogger logger)
    : PeriodicService(timeProvider)
{
    // Somebody may have chosen another store after this one, and a host may have no client.
    protected override TimeSpan? Interval => Database is { } database && Client is not null ? database.StartsInterval : null;

    private PostgreSQLCheckpointStore? Database => store as PostgreSQLCheckpointStore;

    private IDurableClient? Client => field ??= services.GetService(typeof(IDurableClient)) as IDurableClient;

    // What is not started before the host stops is started by the next one.
    protected override async Task LookAsync(CancellationToken cancellationToken)
    {
        var table = Database!.Starts;
        await using var connection = await table.OpenAsync(cancellationToken);
        for (var last = 0L; ;)
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            var asked = await table.TakeAsync(transaction, last, cancellationToken);
            if (asked.Count == 0)
            {
                return;
            }

            last = asked[^1].Row;
            var started = new List<long>();
            var refused = new Dictionary<long, string>();
            foreach (var start in asked)
            {
                await StartAsync(Client!, start, started, refused, cancellationToken);
            }

            await table.SettleAsync(transaction, [.. started], refused, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
    }

    protected override void OnFailed(Exception exception) => LogFailed(logger, exception);

    // What no repetition can help. A function that is not there may be in the next release, or on another host.
    private static string? ProblemOf(Exception exception) => exception switch
    {
        ExecutionAlreadyStartedException or PayloadSerializationException or ArgumentException or JsonException => exception.Message,
        _ => null,
    };

    private async Task StartAsync(IDurableClient client, AskedStart start, List<long> started, Dictionary<long, string> refused, CancellationToken cancellationToken)
    {
        try
        {
            await client.StartWithPayloadAsync(start.Function, start.Input, start.Read(), cancellationToken);
            started.Add(start.Row);
        }
        catch (Exception exception) when (ProblemOf(exception) is { } problem)
        {
            refused.Add(start.Row, problem);
            LogRefused(logger, start.Function, start.Name, start.Row, problem);
        }
        catch (FunctionNotFoundException exception)
        {
            LogUnknown(logger, start.Function, start.Name, exception);
        }
    }

    [LoggerMessage(EventIds.StartRefused, LogLevel.Warning, "Execution {Function}/{Name}, which a transaction has asked for, cannot be started. Its row {Row} in the table starts is left alone; set its problem to null to try again, or delete it. {Reason}")]
    private static partial void LogRefused(ILogger logger, string function, string name, long row, string reason);

    [LoggerMessage(EventIds.StartUnknown, LogLevel.Warning, "Execution {Function}/{Name}, which a transaction has asked for, waits for a host that has the function.")]
    private static partial void LogUnknown(ILogger logger, string function, string name, Exception exception);

    [LoggerMessage(EventIds.StartsFailed, LogLevel.Warning, "Executions that transactions have asked for could not be started; trying again at the next interval.")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
