using System.CommandLine;
using System.CommandLine.Invocation;
using Durable.CommandLine.Commands;
using Durable.CommandLine.Output;

namespace Durable.CommandLine;

/// <summary>The command line <c>durable</c>.</summary>
internal static class DurableCommandLine
{
    /// <summary>Runs one command.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> InvokeAsync(string[] args, Terminal terminal, CancellationToken cancellationToken = default)
    {
        // Whoever types nothing wants to know what there is.
        var parsed = CreateRoot(terminal).Parse(args.Length == 0 ? ["--help"] : args);
        if (parsed.Errors.Count > 0 && parsed.Action is ParseErrorAction)
        {
            foreach (var problem in Problems(parsed))
            {
                await terminal.Error.WriteLineAsync($"durable: {PrintableText.Of(OnOneLine(problem))}");
            }

            await terminal.Error.WriteLineAsync($"See: {CommandPath(parsed.CommandResult.Command)} --help");
            return ExitCode.Usage;
        }

        var configuration = new InvocationConfiguration { Output = terminal.Output, Error = terminal.Error, EnableDefaultExceptionHandler = false };
        return await parsed.InvokeAsync(configuration, cancellationToken);
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
        root.Add(new HistoryCommand(common, terminal));
        root.Add(new StopCommand(common, terminal));
        root.Add(new ResumeCommand(common, terminal));
        root.Add(new UsageCommand(common, terminal));
        root.Add(CallbackCommand.Create(common, terminal));
        root.Add(new StorageCommand(terminal));
        HelpWithExamples.AddTo(root);
        return root;
    }

    private static IEnumerable<string> Problems(ParseResult parsed) =>
        parsed is { CommandResult.Command: RootCommand, UnmatchedTokens: [var token, ..] }
            ? [$"There is no command '{token}'."]
            : parsed.Errors.Select(static problem => problem.Message).Distinct();

    private static string CommandPath(Command command) =>
        command is RootCommand || command.Parents.OfType<Command>().FirstOrDefault() is not { } parent ? "durable" : $"{CommandPath(parent)} {command.Name}";

    private static string OnOneLine(string message) => string.Join(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
