using System.Reflection;

namespace Durable.Testing.Conformance.Page;

/// <summary>A test of a suite, as it is written down once for all hosts.</summary>
/// <param name="Suite">Name of the abstract class, without its type parameter.</param>
/// <param name="Method">The test.</param>
public sealed record RuleTest(string Suite, string Method)
{
    private const string SuiteSuffix = "Conformance";

    /// <summary>Every test of the suites, by the ids of the rules it tests.</summary>
    public static ILookup<string, RuleTest> ByRule { get; } = typeof(RuleTest).Assembly.GetTypes()
        .Where(static type => type.IsAbstract)
        .SelectMany(static type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
        .SelectMany(static method => method.GetCustomAttributes().OfType<IRuleTest>(), static (method, attribute) => (method, attribute))
        .SelectMany(
            static pair => pair.attribute.Rules.Split(' '),
            static (pair, rule) => (Rule: rule, Test: new RuleTest(pair.method.DeclaringType!.Name.Split('`')[0], pair.method.Name)))
        .OrderBy(static pair => pair.Test.Suite, StringComparer.Ordinal)
        .ThenBy(static pair => pair.Test.Method, StringComparer.Ordinal)
        .ToLookup(static pair => pair.Rule, static pair => pair.Test);

    /// <summary>The test that a class runs which derives from a suite: it has the suite's name but for the last word.</summary>
    /// <param name="className">Name of the class, without its namespace.</param>
    /// <param name="method">The test.</param>
    public static RuleTest Of(string className, string method)
    {
        ArgumentNullException.ThrowIfNull(className);
        return new RuleTest(className[..className.LastIndexOf("Tests", StringComparison.Ordinal)] + SuiteSuffix, method);
    }
}
