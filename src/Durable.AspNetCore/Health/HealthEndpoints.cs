using Durable.AspNetCore.Access;
using Durable.AspNetCore.Answers;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Durable.AspNetCore.Health;

/// <summary>Health in the form of the wire, for a server without a framework of its own for that.</summary>
internal sealed class HealthEndpoints(HealthCheckService checks, CallerRights rights)
{
    public const string LivePath = "/health/live";
    public const string ReadyPath = "/health/ready";

    public static Task LiveAsync(HttpContext context) => WireJson.WriteAsync(context, new HealthAnswer("live", null));

    // Probes have no key. Why it is not ready names the store, and is for those who have one.
    public async Task ReadyAsync(HttpContext context)
    {
        var report = await checks.CheckHealthAsync(static check => check.Tags.Contains(HealthTags.Ready), context.RequestAborted);
        var reason = report.Entries.Values.FirstOrDefault(static entry => entry.Status == HealthStatus.Unhealthy).Description;
        await (report.Status != HealthStatus.Unhealthy
            ? WireJson.WriteAsync(context, new HealthAnswer("ready", null))
            : WireJson.WriteAsync(
                context, new HealthAnswer("unready", await rights.MayReadAsync(context) ? reason : null), StatusCodes.Status503ServiceUnavailable));
    }

    private sealed record HealthAnswer(string Status, string? Reason);
}
