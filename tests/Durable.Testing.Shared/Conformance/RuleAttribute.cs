using System.Runtime.CompilerServices;

namespace Durable.Testing.Conformance;

/// <summary>A test of rules of the catalogue, named by them.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RuleAttribute : FactAttribute, IRuleTest
{
    /// <param name="rules">Ids of the rules, separated by blanks.</param>
    /// <param name="test">The test.</param>
    public RuleAttribute(string rules, [CallerMemberName] string test = "")
    {
        Rules = rules;
        DisplayName = RuleTestName.Of(rules, test);
    }

    /// <inheritdoc/>
    public string Rules { get; }
}
