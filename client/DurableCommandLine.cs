using System.CommandLine;
using System.CommandLine.Invocation;
using Durable.CommandLine.Commands;
using Durable.Terminals;

namespace Durable.CommandLine;

/// <summary>The command line <c>durable</c>.</summary>
internal static class DurableCommandLine
{
    /// <summary>Runs one command. Whatever happens to it ends in one line on standard error and an exit code.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> InvokeAsync(string[] args, Terminal terminal, CancellationToken cancellationToken = default)
    {
        var world = terminal with { Output = CheckedWriter.ThatFails(terminal.Output), Error = CheckedWriter.ThatForgives(terminal.Error) };
        try
        {
            var exitCode = await RunAsync(args, world, cancellationToken);
            await world.Output.FlushAsync(CancellationToken.None);
            return exitCode;
        }
        catch (CommandFailure failure)
        {
            return await EndAsync(world, failure.ExitCode, failure.Message);
        }
        catch (OutputFailure failure)
        {
            return await EndAsync(world, ExitCode.OutputFailed, failure.Message);
        }
        catch (Exception exception)
        {
            var fault = CommandFailure.OfFault(exception);
            return await EndAsync(world, fault.ExitCode, fault.Message);
        }
    }

    private static async Task<int> RunAsync(string[] args, Terminal terminal, CancellationToken cancellationToken)
    {
        if (ArgumentBytes.FindProblem(args) is { } problem)
        {
            throw new CommandFailure(ExitCode.Usage, problem);
        }

        // Without an argument, the user wants to know what there is.
        var parsed = GivenArguments.Parse(CreateRoot(terminal), args.Length == 0 ? ["--help"] : args);
        var problems = Problems(parsed);
        if (problems.Count == 0)
        {
            var configuration = new InvocationConfiguration { Output = terminal.Output, Error = terminal.Error, EnableDefaultExceptionHandler = false };
            return await parsed.InvokeAsync(configuration, cancellationToken);
        }

        foreach (var text in problems)
        {
            await terminal.Error.WriteLineAsync($"durable: {PrintableText.Line(OnOneLine(text))}");
        }

        await terminal.Error.WriteLineAsync($"See: {CommandPath(parsed.CommandResult.Command)} --help");
        return ExitCode.Usage;
    }

    // What was written so far is written out, so that a failure comes behind it.
    private static async Task<int> EndAsync(Terminal terminal, int exitCode, string message)
    {
        try
        {
            await terminal.Output.FlushAsync(CancellationToken.None);
        }
        catch (OutputFailure)
        {
            // The failure that ends the command is this one already, or says more than it.
        }

        await terminal.Error.WriteLineAsync($"durable: {PrintableText.Line(message)}");
        return exitCode;
    }

    internal static RootCommand CreateRoot(Terminal terminal)
    {
        var common = new CommonOptions(terminal);
        var root = new RootCommand("Starts durable executions on an OrleansDurable server, shows and stops them, and completes their callbacks.")
        {
            HelpName = "durable",
        };
        common.AddTo(root);
        root.Add(new StartCommand(common, terminal));
        root.Add(new ResultCommand(common, terminal));
        root.Add(new ListCommand(common, terminal));
        root.Add(new DescribeCommand(common, terminal));
        root.Add(new WatchCommand(common, terminal));
        root.Add(new HistoryCommand(common, terminal));
        root.Add(new StopCommand(common, terminal));
        root.Add(new ResumeCommand(common, terminal));
        root.Add(new UsageCommand(common, terminal));
        root.Add(new CallbackCommand(common, terminal));
        root.Add(new StorageCommand(common, terminal));
        HelpWithExamples.AddTo(root, common);
        return root;
    }

    private static IReadOnlyList<string> Problems(ParseResult parsed)
    {
        if (parsed.Action is not (null or ParseErrorAction) && parsed.Action != parsed.CommandResult.Command.Action)
        {
            // Help is for those whose command is not valid yet.
            return [];
        }

        var given = GivenArguments.FindProblems(parsed);
        return given.Count > 0 ? given
            : parsed is { CommandResult.Command: RootCommand, UnmatchedTokens: [var token, ..] } ? [$"There is no command '{token}'."]
            : [.. parsed.Errors.Select(static problem => problem.Message).Distinct()];
    }

    private static string CommandPath(Command command) =>
        command is RootCommand || command.Parents.OfType<Command>().FirstOrDefault() is not { } parent ? "durable" : $"{CommandPath(parent)} {command.Name}";

    private static string OnOneLine(string message) => string.Join(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
