namespace Durable.Testing;

/// <summary>A test of the full run.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FullFactAttribute : FactAttribute
{
    /// <summary>Skips the test, unless this is the full run.</summary>
    public FullFactAttribute() => Skip = FullRun.IsOn ? null : FullRun.Reason;
}
