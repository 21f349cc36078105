namespace Durable.Testing.Conformance;

internal static class RuleTestName
{
    public static string Of(string rules, string test) => $"{rules}: {test.Replace('_', ' ')}";
}
