namespace Durable.Wire;

/// <summary>An execution's ARN begins with its function's.</summary>
internal static class FunctionArns
{
    public static string Of(string executionArn) => executionArn[..executionArn.IndexOf('/', StringComparison.Ordinal)];
}
