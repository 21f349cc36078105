namespace Durable.Testing.Conformance;

/// <summary>Marks the tests of rules.</summary>
public interface IRuleTest
{
    /// <summary>Ids of the rules, separated by blanks.</summary>
    string Rules { get; }
}
