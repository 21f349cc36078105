using System.Runtime.CompilerServices;

namespace Durable.Testing.Conformance;

/// <summary>A test of rules of the catalogue, once for each row of its data.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RuleTheoryAttribute : TheoryAttribute, IRuleTest
{
    /// <inheritdoc cref="RuleAttribute(string, string)"/>
    public RuleTheoryAttribute(string rules, [CallerMemberName] string test = "")
    {
        Rules = rules;
        DisplayName = RuleTestName.Of(rules, test);
    }

    /// <inheritdoc/>
    public string Rules { get; }
}
