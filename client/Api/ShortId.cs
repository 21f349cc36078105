namespace Durable.CommandLine.Api;

/// <summary>The short name of an execution, <c>function/name</c>.</summary>
internal static class ShortId
{
    private const string FunctionInfix = ":function:";
    private const string ExecutionInfix = "/durable-execution/";

    /// <summary>The short name in an ARN; any other text is returned as it is.</summary>
    public static string Of(string execution)
    {
        var function = execution.IndexOf(FunctionInfix, StringComparison.Ordinal);
        var infix = execution.IndexOf(ExecutionInfix, StringComparison.Ordinal);
        if (function < 0 || infix < function)
        {
            return execution;
        }

        var functionName = execution[(function + FunctionInfix.Length)..infix].Split(':')[0];
        var name = execution[(infix + ExecutionInfix.Length)..].Split('/')[0];
        return $"{functionName}/{name}";
    }
}
