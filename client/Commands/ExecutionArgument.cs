using System.CommandLine;
using System.CommandLine.Parsing;

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

    private static void RequireExecution(ArgumentResult argument)
    {
        if (argument.Tokens is [var token]
            && !token.Value.StartsWith("arn:", StringComparison.Ordinal)
            && !ExecutionId.TryParse(token.Value, out _))
        {
            argument.AddError($"'{token.Value}' does not name an execution: write FUNCTION/NAME, such as hello/my-first, or an ARN. 'durable list' shows what there is.");
        }
    }
}
