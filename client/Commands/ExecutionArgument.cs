using System.CommandLine;
using System.CommandLine.Parsing;
using Durable.Http.Wire;

namespace Durable.CommandLine.Commands;

/// <summary>The execution that a command is about.</summary>
internal static class ExecutionArgument
{
    public static Argument<string> Create()
    {
        var argument = new Argument<string>("execution") { Description = "FUNCTION/NAME, or an ARN." };
        argument.Validators.Add(RequireExecution);
        return argument;
    }

    /// <summary>The execution; the argument has been validated.</summary>
    public static ExecutionReference Read(ParseResult parsed, Argument<string> argument) => ExecutionReference.TryParse(parsed.GetRequiredValue(argument))!;

    private static void RequireExecution(ArgumentResult argument)
    {
        if (argument.Tokens is [var token] && ExecutionReference.TryParse(token.Value) is null)
        {
            argument.AddError($"'{token.Value}' does not name an execution: write FUNCTION/NAME, such as hello/my-first, or an ARN. 'durable list' shows what there is.");
        }
    }
}
