using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Durable.Silo.Hosting;

/// <summary>The usual help, and below it examples and the exit codes.</summary>
internal sealed class ServerHelp(HelpAction usual) : SynchronousCommandLineAction
{
    private const string Text = """
        Examples:
          durable-server dev                        develop: press d for a demo, k to kill it in the middle
          durable-server                            be a silo on this machine: HTTP on port 8321, client apps on
                                                    port 30000, executions in data/durable.db
          durable-server --functions bin/Release/net10.0/MyFunctions.dll
                                                    run functions of your own
          durable-server --demo --exit              see a durable execution at work
          durable-server --store memory --port 0    try something out and leave nothing behind
          durable-server --host embedded            the same without a cluster: this process alone
          durable-server --store postgres --postgres-connection-file connection.txt
                                                    keep executions in PostgreSQL
          durable-server --store dynamodb --dynamodb-local
                                                    the same with DynamoDB's behaviour and cost
          durable-server stop orders/42 --reason "kills the server"
                                                    stop one execution while the server is down
          durable-server health                     ask the server on this machine whether it is ready

        Exit codes:
          0  stopped as asked          4  another process has the database open
          1  the demo failed           5  the database is damaged, of a newer release, or cannot be written
          2  invalid options           6  the database cannot be reached
          3  the port is in use or     7  the output cannot be written
             may not be used        8  stop: the execution is not there, or has ended
                                    9  health: the server is not ready, or does not answer
        """;

    public override bool ClearsParseErrors => true;

    public static void AddTo(RootCommand command)
    {
        var help = command.Options.OfType<HelpOption>().Single();
        help.Action = new ServerHelp((HelpAction)help.Action!);
    }

    public override int Invoke(ParseResult parseResult)
    {
        var exitCode = usual.Invoke(parseResult);
        parseResult.InvocationConfiguration.Output.WriteLine(Text);
        return exitCode;
    }
}
