using System.CommandLine;
using System.CommandLine.Parsing;
using Durable.Storage;
using Durable.Terminals;

namespace Durable.CommandLine.Commands;

/// <summary><c>durable storage init</c>.</summary>
internal sealed class StorageInitCommand : Command, IHasExamples
{
    private readonly Option<string> _store;
    private readonly Option<string> _print;
    private readonly IStorageInit[] _kinds;
    private readonly CommonOptions _common;
    private readonly Terminal _terminal;

    public StorageInitCommand(CommonOptions common, Terminal terminal)
        : base("init", "Creates what servers keep executions in, if it is missing; or prints what creates it.")
    {
        _common = common;
        _terminal = terminal;
        _kinds = [new DynamoDBInit(terminal.TimeProvider), new PostgreSQLInit(terminal.Environment)];
        _store = new Option<string>("--store")
        {
            Description = "dynamodb: a table, on demand billing. postgres: a schema.",
            HelpName = "kind",
            DefaultValueFactory = _ => _kinds[0].Kind,
        };
        _store.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, [.. _kinds.Select(static kind => kind.Kind)]);
        _print = new Option<string>("--print")
        {
            Description = $"Create nothing and connect to nothing; print {string.Join("; ", _kinds.Select(static kind => $"of {kind.Kind}: {string.Join(", ", kind.Prints)}"))}.",
            HelpName = "what",
        };
        _print.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, [.. _kinds.SelectMany(static kind => kind.Prints)]);
        foreach (var option in (Option[])[_store, .. _kinds.SelectMany(static kind => kind.Options), _print])
        {
            Add(option);
        }

        Validators.Add(RefuseServer);
        Validators.Add(RefuseOtherStore);
        SetAction(RunAsync);
    }

    public string Examples => """
          durable storage init
          durable storage init --table orders --region eu-central-1
          durable storage init --print terraform
          durable storage init --print run-policy --key-prefix shop:
          durable storage init --store postgres --postgres-connection-file owner.txt --role durable
          durable storage init --store postgres --print sql --clustering
        """;

    private IStorageInit Kind(string? store) => Array.Find(_kinds, kind => string.Equals(kind.Kind, store, StringComparison.OrdinalIgnoreCase)) ?? _kinds[0];

    // Taken in silence, an option that means nothing here would seem to mean something.
    private void RefuseServer(CommandResult command)
    {
        foreach (var option in _common.All.Where(option => command.GetResult(option) is { Implicit: false }))
        {
            command.AddError($"{option.Name} is for commands that ask a server, and this one asks the store: leave it out.");
        }
    }

    private void RefuseOtherStore(CommandResult command)
    {
        var chosen = Kind(command.GetResult(_store) is { Implicit: false, Tokens: [var token] } ? token.Value : null);
        foreach (var other in _kinds.Where(kind => kind != chosen))
        {
            foreach (var option in other.Options.Where(option => command.GetResult(option) is { Implicit: false }))
            {
                command.AddError($"{option.Name} is for --store {other.Kind}: add that, or leave it out.");
            }

            if (command.GetResult(_print) is { Tokens: [var print] } && other.Prints.Contains(print.Value, StringComparer.OrdinalIgnoreCase))
            {
                command.AddError($"--print {print.Value} is for --store {other.Kind}: add that, or leave it out.");
            }
        }
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        try
        {
            var said = await Kind(parsed.GetRequiredValue(_store)).RunAsync(parsed, parsed.GetValue(_print)?.ToLowerInvariant(), cancellationToken);
            await _terminal.Output.WriteLineAsync(said);
            return ExitCode.Ok;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw new CommandFailure(ExitCode.Interrupted, "Interrupted.");
        }
        catch (CheckpointStoreException exception)
        {
            throw new CommandFailure(ExitCode.ServerError, exception.Message);
        }
        catch (Exception exception) when (exception is not (OutputFailure or CommandFailure))
        {
            throw new CommandFailure(ExitCode.ServerError, $"The store cannot be made ready: {exception.Message}");
        }
    }
}
