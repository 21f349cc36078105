using System.CommandLine;
using System.CommandLine.Invocation;
using Durable.Silo.Dev;
using Durable.Silo.Security.ApiKeys;
using Durable.Terminals;

namespace Durable.Silo.Hosting;

/// <summary>The command line of the server.</summary>
internal static class ServerCommand
{
    /// <summary>Runs the server until it is told to stop. Whatever happens to it ends in one line on standard error and an exit code.</summary>
    /// <returns>One of <see cref="ServerExitCode"/>.</returns>
    public static Task<int> InvokeAsync(string[] args, TextWriter output, TextWriter error, CancellationToken cancellationToken = default) =>
        InvokeAsync(args, output, error, static (options, error, stopping) => new ServerRun(options, error).RunAsync(stopping), cancellationToken);

    /// <summary>The same with another server behind the options.</summary>
    internal static async Task<int> InvokeAsync(
        string[] args, TextWriter output, TextWriter error, Func<ServerOptions, TextWriter, CancellationToken, Task<int>> run, CancellationToken cancellationToken)
    {
        var (results, remarks) = (CheckedWriter.ThatFails(output), CheckedWriter.ThatForgives(error));
        try
        {
            var exitCode = await RunAsync(args, results, remarks, run, cancellationToken);
            await results.FlushAsync(CancellationToken.None);
            return exitCode;
        }
        catch (OutputFailure failure)
        {
            await SayAsync(remarks, failure.Message);
            return ServerExitCode.OutputFailed;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ServerExitCode.Ok;
        }
        catch (Exception exception)
        {
            await SayAsync(remarks, $"Something unexpected happened: {exception.GetType()}: {exception.Message} (--log-level debug shows more.)");
            return ServerExitCode.Failed;
        }
    }

    internal static RootCommand CreateRoot(ServerCommandOptions options, Func<ServerOptions, TextWriter, CancellationToken, Task<int>> run)
    {
        var command = new RootCommand(
            "The OrleansDurable server: runs durable executions and answers the command line 'durable' and HTTP clients. "
            + "It listens on the loopback interface, unless it is told whom to trust.")
        {
            HelpName = "durable-server",
        };
        options.AddTo(command);
        command.SetAction((parsed, stopping) => run(options.Read(parsed), parsed.InvocationConfiguration.Error, stopping));
        command.Add(DevCommand.Create(run));
        command.Add(KeysCommand.Create());
        command.Add(StopCommand.Create());
        command.Add(HealthCommand.Create());
        ServerHelp.AddTo(command);
        return command;
    }

    private static async Task<int> RunAsync(
        string[] args, TextWriter output, TextWriter error, Func<ServerOptions, TextWriter, CancellationToken, Task<int>> run, CancellationToken cancellationToken)
    {
        var options = new ServerCommandOptions();
        var command = CreateRoot(options, run);

        var parsed = GivenArguments.Parse(command, args);
        var problems = ArgumentBytes.FindProblem(args) is { } broken ? [broken] : Problems(parsed);
        var asked = parsed.CommandResult.Command;
        var combination = asked == command ? options.RequireCombination : (asked as ServerSubcommand)?.RequireCombination;
        if (problems.Count == 0 && parsed.Action == asked.Action && combination is not null)
        {
            // What options say together can be asked only when each of them says something.
            asked.Validators.Add(combination);
            parsed = GivenArguments.Parse(command, args);
            problems = Problems(parsed);
        }

        if (problems.Count > 0)
        {
            foreach (var problem in problems)
            {
                await SayAsync(error, problem);
            }

            return ServerExitCode.InvalidOptions;
        }

        // Signals are the host's: it drains.
        var configuration = new InvocationConfiguration
        {
            Output = output,
            Error = error,
            ProcessTerminationTimeout = null,
            EnableDefaultExceptionHandler = false,
        };
        return await parsed.InvokeAsync(configuration, cancellationToken);
    }

    private static IReadOnlyList<string> Problems(ParseResult parsed)
    {
        if (parsed.Action is not (null or ParseErrorAction) && parsed.Action != parsed.CommandResult.Command.Action)
        {
            // Help is for those whose command is not valid yet.
            return [];
        }

        var given = GivenArguments.FindProblems(parsed);
        return given.Count > 0 ? given : [.. parsed.Errors.Select(static problem => problem.Message).Distinct()];
    }

    private static Task SayAsync(TextWriter error, string problem) =>
        error.WriteLineAsync($"durable-server: {string.Join(' ', PrintableText.Line(problem).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))}");
}
