using System.Threading.RateLimiting;
using Durable.AspNetCore.Access;
using Durable.AspNetCore.Errors;
using Durable.AspNetCore.Health;
using Microsoft.AspNetCore.RateLimiting;

namespace Durable.Silo.Security;

/// <summary>
/// Bounds the requests of each caller in a second. Who is known is counted by name, wherever the requests come from; who is not, by
/// address.
/// </summary>
internal static class RequestRate
{
    public static void AddRequestRate(this IServiceCollection services, int maxRequestsPerSecond) => services.AddRateLimiter(limiter =>
    {
        limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context => IsExempt(context)
            ? RateLimitPartition.GetNoLimiter("exempt")
            : RateLimitPartition.GetTokenBucketLimiter(CallerKey.Of(context), _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = maxRequestsPerSecond,
                TokensPerPeriod = maxRequestsPerSecond,
                ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                QueueLimit = 0,
            }));
        limiter.OnRejected = RejectAsync;
    });

    // A supervisor must not take a server for dead because somebody else floods it. Other verbs are answered by what the key is worth, and are counted.
    private static bool IsExempt(HttpContext context) => context.Request.Path.Equals(HealthEndpoints.LivePath, StringComparison.Ordinal)
        && (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method));

    private static ValueTask RejectAsync(OnRejectedContext context, CancellationToken cancellationToken) => throw new WireException(
        WireErrorCode.RateExceeded, "The caller has sent more requests in a second than it may. Send it again later.");
}
