using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Durable.Model;
using Durable.Storage;

namespace Durable.Silo.Hosting;

/// <summary><c>durable-server stop</c>: stops one execution in the store while no server runs, and runs nothing.</summary>
internal static class StopCommand
{
    public static Command Create()
    {
        var execution = new Argument<string>("execution") { Description = "The execution, as function/name.", HelpName = "FUNCTION/NAME" };
        execution.Validators.Add(RequireExecution);
        var reason = new Option<string>("--reason") { Description = "Why; it becomes the message of the execution's error.", HelpName = "text" };
        var store = new StoreCommandOptions(mayForget: false);
        var command = new ServerSubcommand(
            "stop",
            "Stops one execution in the store while the server is down, without running any function: for one that keeps the server from coming up. "
            + "While the server is up, use 'durable stop'.")
        {
            RequireCombination = store.RequireCombination,
        };
        command.Add(execution);
        command.Add(reason);
        store.AddTo(command);
        command.SetAction((parsed, cancellationToken) => RunAsync(
            ExecutionId.TryParse(parsed.GetRequiredValue(execution), out var id) ? id : default,
            parsed.GetValue(reason),
            store.Read(parsed),
            parsed.InvocationConfiguration,
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        ExecutionId id, string? reason, ServerOptions options, InvocationConfiguration console, CancellationToken cancellationToken)
    {
        try
        {
            if (options.Store == StoreKind.Sqlite && !File.Exists(options.DataPath))
            {
                return await RefuseAsync($"There is no database at {options.DataPath}: name it with --data.", ServerExitCode.NothingToStop);
            }

            if (options is { Store: StoreKind.DynamoDB, DynamoDB.Local: true })
            {
                return await RefuseAsync(
                    "--dynamodb-local starts a DynamoDB of its own, in which there is nothing to stop: name one with --dynamodb-endpoint or --dynamodb-region.",
                    ServerExitCode.InvalidOptions);
            }

            var store = Open(options.WithConnection());
            await using var closing = (IAsyncDisposable)store;
            var outcome = await OfflineStop.StopAsync(store, id, new ErrorObject { ErrorMessage = reason }, cancellationToken: cancellationToken);
            var endedAt = outcome.EndedAt.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
            if (!outcome.IsStopped)
            {
                return await RefuseAsync($"Execution {id} has ended {outcome.Status} at {endedAt}. Nothing was changed.", ServerExitCode.NothingToStop);
            }

            await console.Output.WriteLineAsync(
                $"Stopped {id} at {endedAt}{(outcome.WasParked ? "; it was parked" : "")}. The next server tells those whom its end concerns: who invoked it, and "
                + "whom it has invoked.");
            return ServerExitCode.Ok;
        }
        catch (ExecutionNotFoundException)
        {
            return await RefuseAsync($"There is no execution {id} in the store. Nothing was changed.", ServerExitCode.NothingToStop);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            var failure = StartFailure.From(exception, options);
            return await RefuseAsync(failure.Message, failure.ExitCode);
        }

        async Task<int> RefuseAsync(string message, int exitCode)
        {
            await console.Error.WriteLineAsync($"durable-server: {message}");
            return exitCode;
        }
    }

    private static ICheckpointStore Open(ServerOptions options)
    {
        if (options.Store == StoreKind.Sqlite)
        {
            return SqliteCheckpointStore.Open(new SqliteStoreOptions { Path = options.DataPath });
        }

        if (options.Store == StoreKind.Postgres)
        {
            var postgreSQL = new PostgreSQLStoreOptions();
            options.PostgreSQL.Apply(postgreSQL);
            return PostgreSQLCheckpointStore.Open(postgreSQL);
        }

        var dynamoDB = new DynamoDBStoreOptions();
        options.DynamoDB.Apply(dynamoDB);
        return DynamoDBCheckpointStore.Open(dynamoDB);
    }

    private static void RequireExecution(ArgumentResult argument)
    {
        if (argument.Tokens is [var token] && !ExecutionId.TryParse(token.Value, out _))
        {
            argument.AddError($"'{token.Value}' names no execution: write it as function/name.");
        }
    }
}
