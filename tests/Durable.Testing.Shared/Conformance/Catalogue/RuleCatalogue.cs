namespace Durable.Testing.Conformance.Catalogue;

/// <summary>The rules that the conformance suite tests, in the order of the durable model's sections.</summary>
public static class RuleCatalogue
{
    /// <summary>All rules.</summary>
    public static IReadOnlyList<Rule> All { get; } = [.. StateMachineRules.All, .. BatchRules.All];

    /// <summary>What the sections are about.</summary>
    public static IReadOnlyDictionary<string, string> Sections { get; } = new Dictionary<string, string>
    {
        ["1.5"] = "State machine",
        ["1.7"] = "Validation of a batch of updates",
    };
}
