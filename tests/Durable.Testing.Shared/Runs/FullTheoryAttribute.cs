namespace Durable.Testing;

/// <summary>A test of the full run, once for each row of its data.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FullTheoryAttribute : TheoryAttribute
{
    /// <summary>Skips the test, unless this is the full run.</summary>
    public FullTheoryAttribute() => Skip = FullRun.IsOn ? null : FullRun.Reason;
}
