using Durable.Model;

namespace Durable.Http.Wire;

/// <summary>Texts of the wire that mean something.</summary>
internal static class WireText
{
    /// <summary>The function's ARN in an execution's.</summary>
    public static string FunctionArnOf(string executionArn) => ExecutionArn.TryParse(executionArn, out var arn) ? arn.FunctionArn : executionArn;

    /// <exception cref="FormatException">It is none.</exception>
    public static ExecutionArn ArnOf(string? text) =>
        ExecutionArn.TryParse(text, out var arn) ? arn : throw new FormatException("DurableExecutionArn is not the ARN of an execution.");

    /// <exception cref="FormatException">It is not known.</exception>
    public static ExecutionStatus StatusOf(string? text) =>
        text is not null && WireNames.TryParse<ExecutionStatus>(text, out var status) ? status : throw new FormatException("Status is not one that is known here.");
}
