namespace Durable.Testing.Conformance;

/// <summary>One rule of the durable model that this product keeps.</summary>
/// <param name="Id">Section, subject and number, for example <c>1.5-STEP-03</c>.</param>
/// <param name="Text">What must be so, in one line.</param>
public sealed record Rule(string Id, string Text)
{
    /// <summary>Why no test of this suite can reach it; null for a rule that has tests.</summary>
    public string? Untested { get; init; }

    /// <summary>Section of the model.</summary>
    public string Section => Id[..Id.IndexOf('-', StringComparison.Ordinal)];
}
