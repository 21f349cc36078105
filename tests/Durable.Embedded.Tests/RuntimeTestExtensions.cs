namespace Durable.Embedded.Tests;

internal static class RuntimeTestExtensions
{
    /// <summary>Completes when the execution is not, or no longer, in memory.</summary>
    public static async Task WhenGoneAsync(this EmbeddedRuntime runtime, ExecutionId id)
    {
        if (runtime.Find(id) is { } residence)
        {
            await residence.Gone;
        }
    }
}
