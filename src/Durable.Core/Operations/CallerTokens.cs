using Durable.Core.Engine;

namespace Durable.Core.Operations;

/// <summary>Tokens that callers pass to operations.</summary>
internal static class CallerTokens
{
    /// <summary>Joins the caller's token with the lane's; null where the lane's alone will do, as when the caller passed that on.</summary>
    public static CancellationTokenSource? Link(IExecutionChannel channel, CancellationToken callerToken) =>
        callerToken.CanBeCanceled && callerToken != channel.CancellationToken
            ? CancellationTokenSource.CreateLinkedTokenSource(callerToken, channel.CancellationToken)
            : null;
}
