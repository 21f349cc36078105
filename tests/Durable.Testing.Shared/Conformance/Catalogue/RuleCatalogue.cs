namespace Durable.Testing.Conformance.Catalogue;

/// <summary>The rules that the conformance suite tests, in the order of the durable model's sections.</summary>
public static class RuleCatalogue
{
    /// <summary>All rules.</summary>
    public static IReadOnlyList<Rule> All { get; } = [.. StateMachineRules.All, .. BatchRules.All, .. StoredOperationRules.All, .. OperationRules.All, .. HistoryRules.All];

    /// <summary>What the sections are about.</summary>
    public static IReadOnlyDictionary<string, string> Sections { get; } = new Dictionary<string, string>
    {
        ["1.5"] = "State machine",
        ["1.7"] = "Validation of a batch of updates",
        ["3.3"] = "Calls that find their operation in the log",
        ["4.1"] = "Steps",
        ["4.2"] = "Waits",
        ["4.3"] = "Child contexts",
        ["4.4"] = "Map and parallel",
        ["4.5"] = "Waits for conditions",
        ["4.6"] = "Callbacks",
        ["4.7"] = "Waits for callbacks",
        ["4.8"] = "Chained invokes",
        ["4.10"] = "Errors",
        ["4.11"] = "Payloads",
        ["6.1"] = "Events of history",
        ["6.2"] = "Numbers and order of events",
    };
}
