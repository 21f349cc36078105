using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Durable.CommandLine.Commands;

/// <summary>The usual help, and below it what the command looks like in use.</summary>
internal sealed class HelpWithExamples(HelpAction usual) : SynchronousCommandLineAction
{
    private const string RootText = """
        Examples:
          durable start hello --input '"world"' --wait
          durable list --status RUNNING
          durable COMMAND --help

        An execution is named by its ARN, or as FUNCTION/NAME.

        Exit codes:
          0  done                                            5  the server cannot be reached
          1  the execution ended without a result            6  still running when --timeout was up
          2  the command or its input is not valid           7  the server failed or is overloaded
          3  no such execution or function                 130  interrupted
          4  the name is taken by another input             8  the callback takes nothing any more
                                                            9  the key is missing, wrong, or not enough
        """;

    public override bool ClearsParseErrors => true;

    public static void AddTo(RootCommand root)
    {
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!);
    }

    public override int Invoke(ParseResult parseResult)
    {
        var exitCode = usual.Invoke(parseResult);
        parseResult.InvocationConfiguration.Output.WriteLine(
            parseResult.CommandResult.Command is ApiCommand command ? $"Examples:\n{command.Examples}" : RootText);
        return exitCode;
    }
}
