using System.CommandLine;
using System.CommandLine.Parsing;

namespace Durable.Terminals;

/// <summary>What holds for every option and argument of a program, so that no command has to think of it.</summary>
internal static class GivenArguments
{
    // What begins with @ is a value like any other, and not a file of arguments.
    private static readonly ParserConfiguration s_parser = new() { ResponseFileTokenReplacer = null };

    /// <summary>Reads a command line.</summary>
    public static ParseResult Parse(Command root, IReadOnlyList<string> arguments) => root.Parse(arguments, s_parser);

    /// <summary>Finds values that are empty, such as those of a variable that is not set, and options that are given twice.</summary>
    /// <returns>A sentence for each.</returns>
    public static IReadOnlyList<string> FindProblems(ParseResult parsed)
    {
        List<string> problems = [];
        for (SymbolResult? command = parsed.CommandResult; command is not null; command = command.Parent)
        {
            if (command is CommandResult { Children: var given })
            {
                problems.AddRange(given.Select(Problem).OfType<string>());
            }
        }

        return problems;
    }

    private static string? Problem(SymbolResult given) => given switch
    {
        OptionResult { Implicit: true } => null,
        OptionResult option when IsTwice(option) => $"{option.Option.Name} is given twice: leave one out.",
        OptionResult option when HasEmptyValue(option) => $"{option.Option.Name} has an empty value: give it one, or leave the option out.",
        ArgumentResult argument when HasEmptyValue(argument) => $"The argument '{argument.Argument.Name}' is empty: give it a value.",
        _ => null,
    };

    private static bool IsTwice(OptionResult option) => option.Option.Arity.MaximumNumberOfValues <= 1 && option.IdentifierTokenCount > 1;

    private static bool HasEmptyValue(SymbolResult given) => given.Tokens.Any(static token => string.IsNullOrWhiteSpace(token.Value));
}
