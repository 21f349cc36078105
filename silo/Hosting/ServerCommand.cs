using System.CommandLine;
using System.CommandLine.Invocation;
using Durable.Silo.Security.ApiKeys;

namespace Durable.Silo.Hosting;

/// <summary>The command line of the server.</summary>
internal static class ServerCommand
{
    /// <summary>Runs the server until it is told to stop.</summary>
    /// <returns>One of <see cref="ServerExitCode"/>.</returns>
    public static async Task<int> InvokeAsync(string[] args, TextWriter output, TextWriter error, CancellationToken cancellationToken = default)
    {
        var options = new ServerCommandOptions();
        var command = new RootCommand(
            "The OrleansDurable server: runs durable executions and answers the command line 'durable' and HTTP clients. "
            + "It listens on the loopback interface, unless it is told whom to trust.")
        {
            HelpName = "durable-silo",
        };
        options.AddTo(command);
        command.Add(KeysCommand.Create());
        command.Add(StopCommand.Create());
        ServerHelp.AddTo(command);
        command.SetAction((parsed, stopping) => new ServerRun(options.Read(parsed), error).RunAsync(stopping));

        var parsed = command.Parse(args);
        if (parsed.Errors.Count > 0 && parsed.Action is ParseErrorAction)
        {
            foreach (var problem in parsed.Errors)
            {
                await error.WriteLineAsync($"durable-silo: {string.Join(' ', problem.Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))}");
            }

            return ServerExitCode.InvalidOptions;
        }

        // Signals are the host's: it drains.
        var configuration = new InvocationConfiguration { Output = output, Error = error, ProcessTerminationTimeout = null };
        return await parsed.InvokeAsync(configuration, cancellationToken);
    }
}
