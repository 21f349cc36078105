using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Durable.Storage.PostgreSQL.Transactions;

/// <summary>
/// Starts what transactions of the application have asked for. A start that is repeated, because the host died before it could note the first one, finds
/// the execution of its name.
/// </summary>
internal sealed partial class StartsService(ICheckpointStore store, IServiceProvider services, TimeProvider timeProvider, ILogger logger)
    : IHostedLifecycleService, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Task _run = Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        // Somebody may have chosen another store after this one.
        if (store is PostgreSQLCheckpointStore database && services.GetService(typeof(IDurableClient)) is IDurableClient client)
        {
            _run = RunAsync(database.Starts, client, database.StartsInterval);
        }

        return Task.CompletedTask;
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _run;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _stop.Dispose();

    // What no repetition can help. A function that is not there may be in the next release, or on another host.
    private static string? ProblemOf(Exception exception) => exception switch
    {
        ExecutionAlreadyStartedException or PayloadSerializationException or ArgumentException or JsonException => exception.Message,
        _ => null,
    };

    private async Task RunAsync(StartsTable table, IDurableClient client, TimeSpan interval)
    {
        using var timer = new PeriodicTimer(interval, timeProvider);
        try
        {
            do
            {
                try
                {
                    await LookAsync(table, client);
                }
                catch (Exception exception) when (exception is not OperationCanceledException)
                {
                    LogFailed(logger, exception);
                }
            }
            while (await timer.WaitForNextTickAsync(_stop.Token));
        }
        catch (OperationCanceledException)
        {
            // The host stops; what was not started yet is started by the next one.
        }
    }

    private async Task LookAsync(StartsTable table, IDurableClient client)
    {
        await using var connection = await table.OpenAsync(_stop.Token);
        for (var last = 0L; ;)
        {
            await using var transaction = await connection.BeginTransactionAsync(_stop.Token);
            var asked = await table.TakeAsync(transaction, last, _stop.Token);
            if (asked.Count == 0)
            {
                return;
            }

            last = asked[^1].Row;
            var started = new List<long>();
            var refused = new Dictionary<long, string>();
            foreach (var start in asked)
            {
                await StartAsync(client, start, started, refused);
            }

            await table.SettleAsync(transaction, [.. started], refused, _stop.Token);
            await transaction.CommitAsync(_stop.Token);
        }
    }

    private async Task StartAsync(IDurableClient client, AskedStart start, List<long> started, Dictionary<long, string> refused)
    {
        try
        {
            await client.StartWithPayloadAsync(start.Function, start.Input, start.Read(), _stop.Token);
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
