namespace Durable.Grains.Tests;

/// <summary>Stands for this project's tests in a build without Orleans, so that their absence is reported and not just silent.</summary>
public sealed class OrleansUnavailableTests
{
    private const string Reason = "Orleans packages cannot be restored from this machine's package sources";

    [Fact(Skip = Reason)]
    public void Executions_run_on_grains() => Assert.Fail(Reason);

    [Fact(Skip = Reason)]
    public void Branches_run_on_grains() => Assert.Fail(Reason);

    [Fact(Skip = Reason)]
    public void Due_executions_are_woken_by_grains() => Assert.Fail(Reason);
}
