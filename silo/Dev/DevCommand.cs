using System.CommandLine;
using Durable.Silo.Hosting;

namespace Durable.Silo.Dev;

/// <summary><c>durable-server dev</c>: the server for the machine of somebody who develops, with keys to run a demo and to kill it.</summary>
internal static class DevCommand
{
    /// <param name="run">Runs the server.</param>
    public static Command Create(Func<ServerOptions, TextWriter, CancellationToken, Task<int>> run)
    {
        var options = new DevCommandOptions();
        var command = new ServerSubcommand(
            "dev",
            "Runs the server for development: on this machine only, without sign-in, over a database file that is kept between starts. "
            + "On a terminal, d runs a demo, k kills the process as a crash would, q stops.")
        {
            RequireCombination = options.RequireCombination,
        };
        options.AddTo(command);
        command.SetAction((parsed, cancellationToken) => run(options.Read(parsed), parsed.InvocationConfiguration.Error, cancellationToken));
        return command;
    }
}
