namespace Durable.Embedded;

internal static class ExecutionsTestExtensions
{
    /// <summary>Completes when the execution is not, or no longer, in memory.</summary>
    public static async Task WhenGoneAsync(this EmbeddedExecutions executions, ExecutionId id)
    {
        if (executions.Find(id) is { } residence)
        {
            await residence.Gone;
        }
    }
}
