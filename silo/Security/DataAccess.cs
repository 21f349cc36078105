using Durable.Silo.Http.Errors;
using Durable.Silo.Http.Requests;

namespace Durable.Silo.Security;

/// <summary>Whether a caller sees what executions work on: inputs, results, errors.</summary>
internal static class DataAccess
{
    /// <summary>Whether data goes into an answer: as the query asks, and when it does not, as far as the caller may see it.</summary>
    /// <exception cref="WireException">The caller asks for what it may not see.</exception>
    public static bool IsIncluded(HttpContext context)
    {
        var isAllowed = context.User.MaySeePayloads();
        var isIncluded = new QueryReader(context.Request.Query).Boolean("IncludeExecutionData", fallback: isAllowed);
        return !isIncluded || isAllowed ? isIncluded : throw Refusal();
    }

    /// <summary>Refuses an answer that would be nothing without data.</summary>
    /// <exception cref="WireException">The caller may not see data.</exception>
    public static void Require(HttpContext context)
    {
        if (!context.User.MaySeePayloads())
        {
            throw Refusal();
        }
    }

    private static WireException Refusal() => new(
        WireErrorCode.AccessDenied,
        $"The caller may not see inputs, results and errors: it needs the role {Roles.Payloads} or {Roles.Admin}. Without them, describe and history answer "
        + "the rest (IncludeExecutionData=false), and X-Amz-Invocation-Type: Event starts without waiting for the result.");
}
