using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Durable.CommandLine.Commands;

/// <summary>The usual help, and below it what the command looks like in use.</summary>
internal sealed class HelpWithExamples(HelpAction usual, CommonOptions common) : SynchronousCommandLineAction
{
    private const string RootText = """
        Examples:
          durable start hello --input '"world"' --wait
          durable list --status RUNNING
          durable COMMAND --help

        An execution is named by its ARN, or as FUNCTION/NAME.

        Exit codes:
          0  done                                            7  the server failed or is overloaded
          1  the execution ended without a result            8  the callback takes nothing any more
          2  the command or its input is not valid           9  the key is missing, wrong, or not enough
          3  no such execution or function                  10  the output cannot be written
          4  the name is taken, or nothing to resume        11  started, but the result cannot be read
          5  the server cannot be reached                   12  a fault of this program
          6  still running when --timeout was up           130  interrupted
        """;

    public override bool ClearsParseErrors => true;

    public static void AddTo(RootCommand root, CommonOptions common)
    {
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!, common);
    }

    public override int Invoke(ParseResult parseResult)
    {
        var command = parseResult.CommandResult.Command;
        foreach (var option in common.All)
        {
            // They belong to the root, so that they may stand in front of the command, too.
            option.Hidden = StorageCommand.IsPartOf(command);
        }

        var exitCode = usual.Invoke(parseResult);
        parseResult.InvocationConfiguration.Output.WriteLine(command is IHasExamples { Examples: var examples } ? $"Examples:\n{examples}" : RootText);
        return exitCode;
    }
}
